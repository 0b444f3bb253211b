import type { Configuration, ConfigurationVersion, Creator } from '@runledger/domain';
import type { Payloads } from '@runledger/event-log';
import { storageTime } from '@runledger/ledger-module';

/** Parts that are shown only where asked for. */
export type ConfigurationPart = 'configuration' | 'rows' | 'state';
export const ALL_PARTS: readonly ConfigurationPart[] = ['configuration', 'rows', 'state'];

/** In configurations the id of a token is a number (contract section 10, 5). */
const creatorBody = ({ id, description }: Creator): object => ({ id: Number(id), description: description ?? '' });

/** Configuration as the contract shows it (6.2). */
export const configurationBody = async (payloads: Payloads, { id, createdMs, creator, current, state, isDeleted }: Configuration, parts: readonly string[]): Promise<object> => ({
  id,
  name: current.name,
  description: current.description,
  created: storageTime(createdMs),
  creatorToken: creatorBody(creator),
  version: current.version,
  changeDescription: current.changeDescription,
  isDisabled: current.isDisabled,
  isDeleted,
  ...(parts.includes('configuration') ? { configuration: await payloads.fromPayload(current.configuration) } : {}),
  rowsSortOrder: current.rowsSortOrder,
  ...(parts.includes('rows') ? { rows: [] } : {}),
  ...(parts.includes('state') ? { state: await payloads.fromPayload(state) } : {}),
  currentVersion: {
    created: storageTime(current.createdMs),
    creatorToken: creatorBody(current.creator),
    changeDescription: current.changeDescription,
  },
});

/** One version in the list of versions. */
export const versionBody = ({ version, createdMs, creator, changeDescription, name, description, isDisabled }: ConfigurationVersion): object => ({
  version,
  created: storageTime(createdMs),
  creatorToken: creatorBody(creator),
  changeDescription,
  isDeleted: false,
  name,
  description,
  isDisabled,
});

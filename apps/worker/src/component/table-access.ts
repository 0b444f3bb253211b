import { mayUseBucket } from '@runledger/ledger-module';
import type { ComponentRun } from './component-run.js';
import { ConfigurationInvalid, type TransformationConfiguration } from './transformation-configuration.js';

const bucketOf = (tableId: string): string => tableId.slice(0, Math.max(0, tableId.lastIndexOf('.')));

/**
 * A job reads and writes what the token may that created it (contract 1.4).
 * @throws ConfigurationInvalid naming the first table that it may not use; before it is known whether there is such a table.
 */
export const assertTableAccess = ({ project, job }: Pick<ComponentRun, 'project' | 'job'>, { inputs, outputs }: TransformationConfiguration): void => {
  const { tokenId } = job.creator;
  // Created by the platform itself.
  if (tokenId === null) return;
  const rights = project.tokens.get(tokenId)?.rights;
  if (rights === undefined) throw new ConfigurationInvalid('The token that created this job has been deleted. Run the job with another one.');
  const secret = inputs.find(({ source }) => !mayUseBucket(rights, 'read', bucketOf(source)));
  if (secret !== undefined) throw new ConfigurationInvalid(`The token of this job may not read the table "${secret.source}".`);
  const guarded = outputs.find(({ destination }) => !mayUseBucket(rights, 'write', bucketOf(destination)));
  if (guarded !== undefined) throw new ConfigurationInvalid(`The token of this job may not write the table "${guarded.destination}".`);
};

import type { Actor } from '@runledger/contracts';
import { storageTime } from '@runledger/ledger-module';

export type EventKind = 'info' | 'success' | 'warn' | 'error';

export interface EventFacts {
  readonly place: string;
  readonly uuid: string;
  readonly createdMs: number;
  readonly event: string;
  readonly component: string;
  readonly type: EventKind;
  readonly message: string;
  readonly runId: string | null;
  readonly configuration?: string | null;
  readonly object?: { readonly id: string; readonly name: string; readonly type: string };
  readonly params?: object;
  readonly results?: object;
  readonly actor: Actor;
}

/** Event as the contract shows it (6.5). */
export const eventBody = ({ place, uuid, createdMs, event, component, type, message, runId, configuration, object, params, results, actor }: EventFacts): Readonly<Record<string, unknown>> => ({
  id: place,
  uuid,
  event,
  component,
  message,
  description: '',
  type,
  runId,
  created: storageTime(createdMs),
  createdMs,
  configurationId: configuration ?? null,
  objectId: object?.id ?? '',
  objectName: object?.name ?? '',
  objectType: object?.type ?? '',
  context: { remoteAddr: '', httpReferer: null, httpUserAgent: actor.userAgent ?? null, apiVersion: 'v2', userAgent: actor.userAgent ?? null, async: false },
  params: params ?? {},
  results: results ?? {},
  performance: {},
  token: { id: actor.tokenId, name: actor.tokenDescription },
  attachments: [],
});

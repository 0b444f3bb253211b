import { Type, type Static } from '@sinclair/typebox';
import type { Json } from './json.js';

/** Larger values do not travel in the log but in the payload store, addressed by their SHA-256. */
export const PAYLOAD_INLINE_BYTES_MAX = 64 * 1024;

/**
 * A value whose size nobody bounds (a configuration, a result): inline while small, else a reference.
 * Folds never look inside a payload, so a verdict never depends on the payload store.
 */
export const PayloadSchema = Type.Union([
  Type.Object({ inline: Type.Unsafe<Json>(Type.Unknown()) }),
  Type.Object({ digest: Type.String({ pattern: '^[0-9a-f]{64}$' }), bytes: Type.Integer({ minimum: 1 }) }),
]);
export type Payload = Static<typeof PayloadSchema>;

import type { Offset } from '@runledger/contracts';

/** A record as it goes to the broker; the same bytes at every try. */
export interface Message {
  readonly key: string;
  readonly value: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Kafka refuses a whole batch above about 1 MB, neighbours included (log review F24). */
export const BATCH_BYTES_MAX = 512 * 1024;

/** Bytes that a record takes in a batch, estimated upwards. */
export const bytesOf = ({ key, value, headers = {} }: Message): number =>
  Object.entries(headers).reduce(
    (bytes, [name, text]) => bytes + name.length + text.length + 8,
    value.byteLength + 3 * key.length + 64,
  );

/**
 * Sends one batch to one partition and gives the offset of its first record once the broker has acknowledged all of it.
 * `onLeaving` is called right before the first byte may leave and says which of the messages still shall: a connection may have been
 * waited for until then. Whatever fails without that call has sent nothing for certain; with no messages left nothing is sent.
 */
export type SendBatch = (partition: number, messages: readonly Message[], onLeaving?: () => readonly Message[]) => Promise<Offset>;

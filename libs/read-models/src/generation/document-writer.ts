import type { AnyBulkWriteOperation } from 'mongodb';
import { ReadModelFailure } from '../failure.js';
import type { StoredDocument } from '../model/document.js';
import type { TouchedDocuments } from '../projection/partition-projection.js';
import { isOnlyDuplicateKeys } from '../store/store-failure.js';
import type { Generation } from './generation.js';

const OPERATIONS_MAX = 1_000;
const CALL_BYTES_MAX = 8 * 1024 * 1024;
/** The store refuses a document of 16 MiB; the keys need some of it. */
const BODY_BYTES_MAX = 15 * 1024 * 1024;

/**
 * Writes documents into their collections, whole, each once; in any order, since they do not depend on one another.
 * In a store with several writers a document that is already newer stays: an upsert then meets its own id.
 * @throws ReadModelFailure `DOCUMENT_TOO_LARGE`, and those of the store.
 */
export const writeDocuments = async (generation: Generation, touched: TouchedDocuments): Promise<void> => {
  for (const [model, documents] of touched) {
    for (const call of callsOf(model, documents)) await write(generation, model, call);
  }
};

const write = async (generation: Generation, model: string, documents: readonly StoredDocument[]): Promise<void> => {
  const guarded = generation.store.kind === 'mongodb';
  const operations = documents.map((document): AnyBulkWriteOperation<StoredDocument> => ({
    replaceOne: {
      filter: guarded ? { _id: document._id, position: { $lt: document.position } } : { _id: document._id },
      replacement: document,
      upsert: true,
    },
  }));
  try {
    await generation.store.run(() => generation.documents(model).bulkWrite(operations, { ordered: false }));
  } catch (error) {
    if (!(guarded && error instanceof ReadModelFailure && isOnlyDuplicateKeys(error.cause))) throw error;
  }
};

/** Cuts documents into calls that are bounded in number and bytes. */
const callsOf = (model: string, documents: readonly StoredDocument[]): readonly (readonly StoredDocument[])[] => {
  const calls: StoredDocument[][] = [];
  let call: StoredDocument[] = [];
  let callBytes = 0;
  for (const document of documents) {
    const bytes = Buffer.byteLength(document.body ?? '');
    if (bytes > BODY_BYTES_MAX) {
      throw new ReadModelFailure(
        'DOCUMENT_TOO_LARGE',
        `Document ${document._id} of "${model}" has ${bytes} bytes, more than the ${BODY_BYTES_MAX} that fit into the read store. Keep large values out of bodies.`,
      );
    }
    if (call.length === OPERATIONS_MAX || (call.length > 0 && callBytes + bytes > CALL_BYTES_MAX)) {
      calls.push(call);
      call = [];
      callBytes = 0;
    }
    call.push(document);
    callBytes += bytes;
  }
  if (call.length > 0) calls.push(call);
  return calls;
};

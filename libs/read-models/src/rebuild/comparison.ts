import type { Offset } from '@runledger/contracts';
import type { FindCursor, WithId } from 'mongodb';
import type { Generation } from '../generation/generation.js';
import type { StoredDocument } from '../model/document.js';
import type { ReadStoreKind } from '../store/read-store.js';
import type { CheckResult, Difference } from './request.js';

const DIFFERENCES_MAX = 1_000;
const BATCH_DOCUMENTS = 500;

/**
 * Compares the documents of a live generation with those of one that was filled from the log up to `ends`.
 * Live documents that cover later events are left out.
 */
export const compareGenerations = async (
  live: Generation,
  rebuilt: Generation,
  ends: ReadonlyMap<number, Offset>,
): Promise<CheckResult> => {
  const differences: Difference[] = [];
  let compared = 0;
  let leftOut = 0;
  let differing = 0;
  for (const { name } of rebuilt.models) {
    for await (const [ours, fresh] of pairs(inOrderOfId(live, name), inOrderOfId(rebuilt, name), idOrderOf(live.store.kind))) {
      if (ours !== undefined && ours.position >= (ends.get(ours.partition) ?? 0)) {
        leftOut += 1;
        continue;
      }
      const difference = differenceOf(name, presentOnly(ours), presentOnly(fresh));
      if (ours !== undefined || fresh !== undefined) compared += 1;
      if (difference === undefined) continue;
      differing += 1;
      if (differences.length < DIFFERENCES_MAX) differences.push(difference);
    }
  }
  return { compared, leftOut, differing, differences };
};

const inOrderOfId = (generation: Generation, model: string): Cursor =>
  generation.documents(model).find({}, { sort: { _id: 1 }, batchSize: BATCH_DOCUMENTS });

/** The embedded server sorts strings by UTF-16 units, as this language does; MongoDB by the bytes of their UTF-8 form. */
const idOrderOf = (kind: ReadStoreKind): ((a: string, b: string) => number) =>
  kind === 'embedded' ? (a, b) => (a < b ? -1 : a > b ? 1 : 0) : (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));

type Cursor = FindCursor<WithId<StoredDocument>>;
type Pair = readonly [StoredDocument | undefined, StoredDocument | undefined];

/** Walks two streams in order of id and brings documents of the same id together. */
async function* pairs(left: Cursor, right: Cursor, order: (a: string, b: string) => number): AsyncGenerator<Pair> {
  let ours = await left.next();
  let fresh = await right.next();
  while (ours !== null || fresh !== null) {
    const ahead = ours === null ? 1 : fresh === null ? -1 : order(ours._id, fresh._id);
    yield [ahead <= 0 ? (ours ?? undefined) : undefined, ahead >= 0 ? (fresh ?? undefined) : undefined];
    if (ahead <= 0) ours = await left.next();
    if (ahead >= 0) fresh = await right.next();
  }
}

/** A deleted document is as good as none. */
const presentOnly = (document: StoredDocument | undefined): StoredDocument | undefined =>
  document?.deleted === true ? undefined : document;

const differenceOf = (
  model: string,
  ours: StoredDocument | undefined,
  fresh: StoredDocument | undefined,
): Difference | undefined => {
  if (ours === undefined)
    return (
      fresh && { ...placeOf(model, fresh), kind: 'missing', reason: `the log says it exists since position ${fresh.position}` }
    );
  if (fresh === undefined) return { ...placeOf(model, ours), kind: 'surplus', reason: 'nothing in the log makes it' };
  const fields = [...new Set([...Object.keys(ours), ...Object.keys(fresh)])].filter(
    (field) => JSON.stringify(ours[field]) !== JSON.stringify(fresh[field]),
  );
  return fields.length === 0
    ? undefined
    : { ...placeOf(model, ours), kind: 'differs', reason: `${fields.sort().join(', ')} differ${fields.length === 1 ? 's' : ''}` };
};

const placeOf = (model: string, { project, id }: StoredDocument) => ({ model, project, id });

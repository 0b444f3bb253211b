import type { ProjectId } from '@runledger/contracts';
import type { AnyModel, KeyKinds, KeysOf, KeyValue, Model } from './model.js';

/** Where a document lives: ids are unique inside a project, so an id alone never reaches another project's data. */
export interface DocumentId {
  readonly project: ProjectId;
  readonly id: string;
}

/** What a projection says about one document: its new content, or that it is gone. */
export type DocumentChange = DocumentId & { readonly model: string } & (
    | { readonly deleted: false; readonly keys: Readonly<Record<string, KeyValue>>; readonly body: string }
    | { readonly deleted: true }
  );

/** The new content of a document. `body` is the answer as it is sent, one JSON string. */
export const documentOf = <Kinds extends KeyKinds>(
  model: Model<Kinds>,
  { project, id, keys, body }: DocumentId & { readonly keys: KeysOf<Kinds>; readonly body: string },
): DocumentChange => ({ model: model.name, project, id, deleted: false, keys, body });

/** The document is gone. A document of this id may come back later. */
export const deletionOf = (model: AnyModel, { project, id }: DocumentId): DocumentChange => ({
  model: model.name,
  project,
  id,
  deleted: true,
});

/**
 * A document as it is stored: flat, since a nested one costs five times the memory in the embedded store.
 * A deleted one keeps its position, so that a projector that wakes up late cannot bring it back.
 */
export interface StoredDocument {
  readonly _id: string;
  readonly id: string;
  readonly project: string;
  readonly partition: number;
  /** Offset of the last event that the document covers. */
  readonly position: number;
  readonly body?: string;
  readonly deleted?: true;
  readonly [key: string]: KeyValue | undefined;
}

export const storedIdOf = ({ project, id }: DocumentId): string => `${project}/${id}`;

/** A change at its position in the log, as the store keeps it. The keys come last: an object that goes on after a spread is built 50 times slower. */
export const storedDocumentOf = (change: DocumentChange, partition: number, position: number): StoredDocument => {
  const { project, id } = change;
  const _id = storedIdOf(change);
  return change.deleted
    ? { _id, id, project, partition, position, deleted: true }
    : { _id, id, project, partition, position, body: change.body, ...change.keys };
};

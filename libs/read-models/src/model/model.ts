import { ReadModelFailure } from '../failure.js';

/** Kinds of filter keys. Every key may also be null; a document with a `strings` key matches when any of its strings does. */
export interface KeyTypes {
  readonly string: string;
  readonly number: number;
  readonly boolean: boolean;
  readonly strings: readonly string[];
}
export type KeyKind = keyof KeyTypes;
export type KeyKinds = Readonly<Record<string, KeyKind>>;
export type KeysOf<Kinds extends KeyKinds> = { readonly [Key in keyof Kinds]: KeyTypes[Kinds[Key]] | null };
export type KeyValue = KeyTypes[KeyKind] | null;

/** One kind of document: what it can be found by. The answer itself is an opaque string. */
export interface AnyModel {
  readonly name: string;
  /** Raised with every change of keys or body; another version is filled anew from the log. */
  readonly version: number;
  readonly keys: KeyKinds;
  /** Lists of keys that are filtered or sorted together. The project comes before and the id after them by itself. */
  readonly indexes: readonly (readonly string[])[];
}

/** A model that knows its keys by name. */
export interface Model<Kinds extends KeyKinds> extends AnyModel {
  readonly keys: Kinds;
  readonly indexes: readonly (readonly (keyof Kinds & string)[])[];
}

const MODEL_NAME = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
const KEY_NAME = /^[a-z][A-Za-z0-9]*$/;
const RESERVED: ReadonlySet<string> = new Set(['id', 'project', 'partition', 'position', 'body', 'deleted']);

/**
 * Checks a model where it is defined.
 * @throws ReadModelFailure `MODEL_INVALID` when a name does not fit into a document.
 */
export const defineModel = <const Kinds extends KeyKinds>(model: Model<Kinds>): Model<Kinds> => {
  if (!MODEL_NAME.test(model.name))
    throw new ReadModelFailure('MODEL_INVALID', `"${model.name}" is no model name: use snake_case.`);
  for (const key of Object.keys(model.keys)) {
    if (!KEY_NAME.test(key) || RESERVED.has(key)) {
      throw new ReadModelFailure(
        'MODEL_INVALID',
        `"${key}" of model "${model.name}" is no key name: use camelCase, none of ${[...RESERVED].join(', ')}.`,
      );
    }
  }
  return model;
};

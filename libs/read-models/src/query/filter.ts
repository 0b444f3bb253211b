import type { Filter as StoreFilter } from 'mongodb';
import type { StoredDocument } from '../model/document.js';
import type { KeyKinds } from '../model/model.js';

type KeyOfKind<Kinds extends KeyKinds, Kind> = {
  [Key in keyof Kinds & string]: Kinds[Key] extends Kind ? Key : never;
}[keyof Kinds & string];

/** Conditions on one key; each kind of key allows those that mean something for it. */
type Condition<Kinds extends KeyKinds> =
  | { readonly op: 'eq'; readonly key: KeyOfKind<Kinds, 'string' | 'strings'>; readonly value: string }
  | { readonly op: 'eq'; readonly key: KeyOfKind<Kinds, 'number'>; readonly value: number }
  | { readonly op: 'eq'; readonly key: KeyOfKind<Kinds, 'boolean'>; readonly value: boolean }
  | { readonly op: 'in'; readonly key: KeyOfKind<Kinds, 'string' | 'strings'>; readonly values: readonly string[] }
  | { readonly op: 'in'; readonly key: KeyOfKind<Kinds, 'number'>; readonly values: readonly number[] }
  | { readonly op: 'gt' | 'gte' | 'lt' | 'lte'; readonly key: KeyOfKind<Kinds, 'string'>; readonly value: string }
  | { readonly op: 'gt' | 'gte' | 'lt' | 'lte'; readonly key: KeyOfKind<Kinds, 'number'>; readonly value: number }
  /** `like`: the whole text, in which a `*` of the value stands for any text. */
  | { readonly op: 'prefix' | 'contains' | 'like'; readonly key: KeyOfKind<Kinds, 'string'>; readonly value: string }
  | { readonly op: 'exists' | 'null'; readonly key: keyof Kinds & string };

/**
 * What to look for. Values are data and never reach the store as operators; comparisons never match null.
 * An empty `and` matches everything, an empty `or` and an empty `in` nothing.
 */
export type Filter<Kinds extends KeyKinds> =
  | Condition<Kinds>
  | { readonly op: 'and' | 'or'; readonly filters: readonly Filter<Kinds>[] }
  | { readonly op: 'not'; readonly filter: Filter<Kinds> };

const EVERYTHING: StoreFilter<StoredDocument> = {};
const NOTHING: StoreFilter<StoredDocument> = { _id: { $in: [] } };

/** The one place where filters become store operators. */
export const storeFilterOf = <Kinds extends KeyKinds>(filter: Filter<Kinds>): StoreFilter<StoredDocument> => {
  switch (filter.op) {
    case 'eq':
      return { [filter.key]: { $eq: filter.value } };
    case 'in':
      return { [filter.key]: { $in: filter.values } };
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return { [filter.key]: { [`$${filter.op}`]: filter.value } };
    case 'prefix':
      return { [filter.key]: { $regex: `^${literally(filter.value)}` } };
    case 'contains':
      return { [filter.key]: { $regex: literally(filter.value) } };
    case 'like':
      return { [filter.key]: { $regex: patternOf(filter.value) } };
    case 'exists':
      return { [filter.key]: { $ne: null } };
    case 'null':
      return { [filter.key]: { $eq: null } };
    case 'and':
      return filter.filters.length === 0 ? EVERYTHING : { $and: filter.filters.map(storeFilterOf) };
    case 'or':
      return filter.filters.length === 0 ? NOTHING : { $or: filter.filters.map(storeFilterOf) };
    case 'not':
      return { $nor: [storeFilterOf(filter.filter)] };
  }
};

/** Of the whole text: `$` is also true before a line break that ends it. */
const END = '(?![\\s\\S])';

/**
 * Each text between two wildcards is taken at its first place and no other is tried, which `(?=(…))\1` says in every dialect of
 * patterns: with plain wildcards a hostile value would keep the store busy for hours.
 */
const patternOf = (value: string): string => {
  const [first = '', ...others] = value.split(/\*+/).map(literally);
  const last = others.pop();
  const between = others.map((text, at) => `(?=([\\s\\S]*?${text}))\\${at + 1}`);
  return last === undefined ? `^${first}${END}` : `^${first}${between.join('')}[\\s\\S]*${last}${END}`;
};

/** Text as a pattern that matches just this text. The pattern travels as a C string, so a NUL is written by its code. */
const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll('\0', '\\x00');

import type { Static, TSchema } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import type { ServiceName } from './envelope.js';

/** Folds are divided by context; a consumer decodes only the contexts that it folds. */
export const CONTEXTS = ['log', 'project', 'job', 'storage', 'file'] as const;
export type Context = (typeof CONTEXTS)[number];

/** One value per event: name, current version, shape, who may append it, and how older shapes are brought up. */
export interface EventContract<Name extends string, Data> {
  readonly name: Name;
  readonly version: number;
  readonly context: Context;
  readonly owners: readonly ServiceName[];
  /** One sentence for the event catalogue. */
  readonly meaning: string;
  readonly schema: TSchema;
  /** Why `data` does not have this contract's shape, or undefined. Run before an append. */
  problemOf(data: unknown): string | undefined;
  /** Brings the data of an older version to the current one. Total for versions 1..current. */
  upcast(version: number, data: unknown): Data;
}

/** One step: data of version n to data of version n + 1. Pure; stored events are never rewritten. */
export type UpcastStep = (data: unknown) => unknown;

/**
 * Defines an event.
 * @param upcasters step `i` turns version `i + 1` into version `i + 2`; the current version is their number + 1.
 */
export const defineEvent = <const Name extends string, Schema extends TSchema>(definition: {
  readonly name: Name;
  readonly context: Context;
  readonly owners: readonly ServiceName[];
  readonly meaning: string;
  readonly schema: Schema;
  readonly upcasters?: readonly UpcastStep[];
}): EventContract<Name, Static<Schema>> => {
  const { schema, upcasters = [], ...rest } = definition;
  const checker = TypeCompiler.Compile(schema);
  return {
    ...rest,
    schema,
    version: upcasters.length + 1,
    problemOf: (data) => {
      const error = checker.Check(data) ? undefined : checker.Errors(data).First();
      return error && `${definition.name}${error.path}: ${error.message}`;
    },
    // Written by us after full validation, so the shape is known once the version is.
    upcast: (version, data) => upcasters.slice(version - 1).reduce((value, step) => step(value), data),
  };
};

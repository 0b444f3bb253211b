import { Type, type TSchema } from '@sinclair/typebox';

/** Id with a brand; the check at run time is the length. */
export const Id = <T extends string>() => Type.Unsafe<T>(Type.String({ minLength: 1, maxLength: 300 }));

export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/**
 * Id that the event uses for the first time and for ever. Decimal and exact as a number: folds remember all of them as intervals
 * (ids are claimed in blocks, design section 3).
 */
export const NewId = <T extends string>() => Type.Unsafe<T>(Type.String({ pattern: '^(0|[1-9][0-9]{0,14})$' }));

import { Type, type TSchema } from '@sinclair/typebox';

/** Id with a brand; the check at run time is the length. */
export const Id = <T extends string>() => Type.Unsafe<T>(Type.String({ minLength: 1, maxLength: 300 }));

export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

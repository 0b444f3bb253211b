import type { Type } from '@nestjs/common';

/** Where in a request a value stands, and the names of fields that nobody asked for, found so far. */
export interface Place {
  readonly path: string;
  readonly unknownFields: string[];
}

/** Gives the value that was meant, `undefined` where there was none, and unchanged what it cannot read, for the validator to refuse. */
export type FieldReader = (value: unknown, place: Place) => unknown;

const readersByPrototype = new WeakMap<object, Map<string, FieldReader>>();
const strictDtos = new WeakSet<object>();

export function declareField(prototype: object, name: string, reader: FieldReader): void {
  const readers = readersByPrototype.get(prototype) ?? new Map<string, FieldReader>();
  readersByPrototype.set(prototype, readers.set(name, reader));
}

/** A DTO whose requests may hold no other fields (Queue API); otherwise unknown fields are dropped, since clients send more than we read. */
export const ForbidUnknownFields = (): ClassDecorator => (dto) => {
  strictDtos.add(dto);
};

/** Fields of a class and of those it extends. */
function readersOf(dto: object): ReadonlyMap<string, FieldReader> {
  const readers = new Map<string, FieldReader>();
  for (let prototype = Reflect.getPrototypeOf(dto); prototype !== null; prototype = Reflect.getPrototypeOf(prototype)) {
    for (const [name, reader] of readersByPrototype.get(prototype) ?? []) if (!readers.has(name)) readers.set(name, reader);
  }
  return readers;
}

/**
 * Makes a DTO of what a client sent. Only declared fields are looked at, each by its own reader, so that nothing else in a request can do
 * harm: a general transformer follows `constructor` members and calls what it finds there.
 */
export function readDto<Dto extends object>(type: Type<Dto>, sent: object, place: Place): Dto {
  const dto = new type();
  const readers = readersOf(dto);
  const fields = new Map<string, unknown>(Object.entries(sent));
  for (const [name, read] of readers) {
    const value = read(fields.get(name), { ...place, path: `${place.path}${name}` });
    if (value !== undefined) Reflect.set(dto, name, value);
  }
  if (strictDtos.has(type)) {
    for (const name of fields.keys()) if (!readers.has(name)) place.unknownFields.push(`${place.path}${name}`);
  }
  return dto;
}

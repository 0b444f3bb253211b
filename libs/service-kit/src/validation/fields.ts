import { applyDecorators, type Type } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsOptional, ValidateBy, ValidateNested } from 'class-validator';
import { declareField, readDto, type FieldReader, type Place } from './dto.js';
import { isBlank, readBoolean, readInteger, readJson, readStringList } from './loose-values.js';

/**
 * Fields of request DTOs in the contract's loose types (0.5). Each decorator reads the value, checks it and documents it; a property
 * without one is not read at all. A field is optional unless `required` is set. Null, and for all but text the empty string, count
 * as absent, and then the initialiser of the property holds, if there is one.
 */
export interface FieldOptions {
  readonly required?: boolean;
  readonly description?: string;
}

export interface FieldKind {
  readonly name: string;
  /** Completes the sentence "the field …". */
  readonly rule: string;
  readonly schema: ApiPropertyOptions;
  readonly read: FieldReader;
  isValid(value: unknown): boolean;
}

/** A field of a kind of its own; the decorators below are the common kinds. */
export const Field = (kind: FieldKind, { required = false, description }: FieldOptions = {}): PropertyDecorator => {
  // A spread of a union of option types is none of its members any more; `Object.assign` keeps it.
  const schema: ApiPropertyOptions = Object.assign(
    {},
    kind.schema,
    { required },
    description === undefined ? {} : { description },
  );
  return applyDecorators(
    (prototype: object, name: string | symbol) => declareField(prototype, String(name), kind.read),
    ...(required ? [] : [IsOptional()]),
    ValidateBy({
      name: kind.name,
      validator: { validate: (value: unknown) => kind.isValid(value), defaultMessage: () => kind.rule },
    }),
    ApiProperty(schema),
  );
};

/** `true`, `false`, `1`, `0`, as JSON or text, and Python's `True` and `False`. */
export const BooleanField = (options: FieldOptions = {}): PropertyDecorator =>
  Field(
    {
      name: 'booleanField',
      rule: 'must be a boolean: true, false, 1 or 0',
      schema: { type: 'boolean' },
      read: readBoolean,
      isValid: (value) => typeof value === 'boolean',
    },
    options,
  );

/** An integer, as JSON number or decimal text. */
export const IntField = (options: FieldOptions & { readonly min: number; readonly max: number }): PropertyDecorator => {
  const { min, max } = options;
  return Field(
    {
      name: 'intField',
      rule: `must be an integer from ${min} to ${max}`,
      schema: { type: 'integer', minimum: min, maximum: max },
      read: readInteger,
      isValid: (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max,
    },
    options,
  );
};

interface TextOptions extends FieldOptions {
  /** @default 0, or 1 when the field is required */
  readonly lengthMin?: number;
  /** @default 10,000 */
  readonly lengthMax?: number;
  /** `rule` completes "a string that …". */
  readonly pattern?: { readonly matching: RegExp; readonly rule: string };
}

const TEXT_LENGTH_MAX = 10_000;

/** Text; the empty string is a value. */
export const StringField = (options: TextOptions = {}): PropertyDecorator => {
  const { lengthMin = options.required === true ? 1 : 0, lengthMax = TEXT_LENGTH_MAX, pattern } = options;
  const documentedPattern = pattern === undefined ? {} : { pattern: pattern.matching.source };
  return Field(
    {
      name: 'stringField',
      rule: `must be a string of ${lengthMin} to ${lengthMax} characters${pattern === undefined ? '' : ` that ${pattern.rule}`}`,
      schema: { type: 'string', minLength: lengthMin, maxLength: lengthMax, ...documentedPattern },
      read: (value) => value ?? undefined,
      isValid: (value) =>
        typeof value === 'string' &&
        value.length >= lengthMin &&
        value.length <= lengthMax &&
        pattern?.matching.test(value) !== false,
    },
    options,
  );
};

/** One of a closed list of words. */
export const ChoiceField = (choices: readonly string[], options: FieldOptions = {}): PropertyDecorator =>
  Field(
    {
      name: 'choiceField',
      rule: `must be one of ${choices.join(', ')}`,
      schema: { type: 'string', enum: [...choices] },
      read: (value) => (isBlank(value) ? undefined : value),
      isValid: (value) => typeof value === 'string' && choices.includes(value),
    },
    options,
  );

interface ListOptions extends FieldOptions {
  /** @default 1,000 */
  readonly itemsMax?: number;
}

interface StringListOptions extends ListOptions {
  /** Where clients send one text for many, e.g. `columns=id,name`. */
  readonly separator?: ',';
  /** Closed list of words for the items. */
  readonly choices?: readonly string[];
}

const LIST_ITEMS_MAX = 1000;

/** A list of strings: scalar, repeated, bracketed or indexed in a query or form, an array in JSON, and separated where the field says so. */
export const StringList = (options: StringListOptions = {}): PropertyDecorator => {
  const { itemsMax = LIST_ITEMS_MAX, choices, separator } = options;
  const isItem = (item: unknown): boolean =>
    typeof item === 'string' && item.length <= TEXT_LENGTH_MAX && choices?.includes(item) !== false;
  return Field(
    {
      name: 'stringList',
      rule:
        choices === undefined
          ? `must be a list of at most ${itemsMax} strings`
          : `must be a list of any of ${choices.join(', ')}`,
      schema: {
        type: 'array',
        maxItems: itemsMax,
        items: { type: 'string', ...(choices === undefined ? {} : { enum: [...choices] }) },
      },
      read: (value) => readStringList(value, separator),
      isValid: (value) => Array.isArray(value) && value.length <= itemsMax && value.every(isItem),
    },
    options,
  );
};

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

/** An empty list stands for an empty object: PHP knows no difference. */
const emptyListAsObject = (json: unknown): unknown => (Array.isArray(json) && json.length === 0 ? {} : json);

/** Any JSON object, or its text in a form: users' own data, handed on as it came. */
export const JsonField = (options: FieldOptions = {}): PropertyDecorator =>
  Field(
    {
      name: 'jsonField',
      rule: 'must be a JSON object',
      schema: { type: 'object', additionalProperties: true },
      read: (value) => emptyListAsObject(readJson(value)),
      isValid: isObject,
    },
    options,
  );

const readObject = (type: Type<object>, json: unknown, { path, unknownFields }: Place): unknown =>
  isObject(json) ? readDto(type, json, { path: `${path}.`, unknownFields }) : json;

/** An object with a DTO of its own. */
export const ObjectField = (type: () => Type<object>, options: FieldOptions = {}): PropertyDecorator =>
  applyDecorators(
    Field(
      {
        name: 'objectField',
        rule: 'must be an object',
        schema: { type },
        read: (value, place) => readObject(type(), emptyListAsObject(readJson(value)), place),
        isValid: (value) => value instanceof type(),
      },
      options,
    ),
    ValidateNested(),
  );

/** A list of objects with a DTO of their own: an array in JSON, indexed in a form, or JSON text in a form. */
export const ObjectList = (type: () => Type<object>, options: ListOptions = {}): PropertyDecorator => {
  const { itemsMax = LIST_ITEMS_MAX } = options;
  return applyDecorators(
    Field(
      {
        name: 'objectList',
        rule: `must be a list of at most ${itemsMax} objects`,
        schema: { type: () => [type()], maxItems: itemsMax },
        read: (value, place) => {
          const json = readJson(value);
          if (!Array.isArray(json) || json.length > itemsMax) return json;
          return json.map((item: unknown, at) => readObject(type(), item, { ...place, path: `${place.path}.${at}` }));
        },
        isValid: (value) => Array.isArray(value) && value.length <= itemsMax && value.every((item) => item instanceof type()),
      },
      options,
    ),
    ValidateNested({ each: true }),
  );
};

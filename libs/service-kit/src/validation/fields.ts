import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional, ValidateBy } from 'class-validator';
import { readBoolean, readInteger, readJsonObject, readString, readStringList } from './loose-values.js';

/**
 * Fields of request DTOs in the contract's loose types. Each decorator reads the value, checks it and documents it.
 * A field is optional unless `required` is set; null and (for all but text) the empty string count as absent, and then the property
 * initialiser of the DTO holds, if it has one.
 */
interface FieldOptions {
  readonly required?: boolean;
  readonly description?: string;
}

interface FieldKind {
  readonly name: string;
  /** Completes the sentence "the field …". */
  readonly rule: string;
  readonly schema: ApiPropertyOptions;
  read(value: unknown): unknown;
  isValid(value: unknown): boolean;
}

const field = (kind: FieldKind, { required = false, description }: FieldOptions): PropertyDecorator => {
  const described = description === undefined ? {} : { description };
  // A spread of a union of option types is none of its members any more, so the merge is declared as what it is.
  const schema: ApiPropertyOptions = Object.assign({}, kind.schema, { required }, described);
  return applyDecorators(
    // `obj[key]` is the value as sent: the `value` given here is a copy that lost members named `constructor`.
    Transform(({ obj, key }: { obj: Readonly<Record<string, unknown>>; key: string }) => kind.read(obj[key]), {
      toClassOnly: true,
    }),
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
  field(
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
  return field(
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
  /** Whole-text pattern; `rule` says it in words. */
  readonly pattern?: { readonly matching: RegExp; readonly rule: string };
}

const TEXT_LENGTH_MAX = 10_000;

export const StringField = (options: TextOptions = {}): PropertyDecorator => {
  const { lengthMin = options.required === true ? 1 : 0, lengthMax = TEXT_LENGTH_MAX, pattern } = options;
  return field(
    {
      name: 'stringField',
      rule: `must be a string of ${lengthMin} to ${lengthMax} characters${pattern === undefined ? '' : ` that ${pattern.rule}`}`,
      schema: {
        type: 'string',
        minLength: lengthMin,
        maxLength: lengthMax,
        ...(pattern === undefined ? {} : { pattern: pattern.matching.source }),
      },
      read: readString,
      isValid: (value) =>
        typeof value === 'string' &&
        value.length >= lengthMin &&
        value.length <= lengthMax &&
        pattern?.matching.test(value) !== false,
    },
    options,
  );
};

/** One of a closed list of words; the empty string counts as absent. */
export const ChoiceField = (choices: readonly string[], options: FieldOptions = {}): PropertyDecorator =>
  field(
    {
      name: 'choiceField',
      rule: `must be one of ${choices.join(', ')}`,
      schema: { type: 'string', enum: [...choices] },
      read: (value) => (value === '' ? undefined : readString(value)),
      isValid: (value) => typeof value === 'string' && choices.includes(value),
    },
    options,
  );

interface ListOptions extends FieldOptions {
  /** Where clients send one text for many, e.g. `columns=id,name`. */
  readonly separator?: ',';
  /** Closed list of words for the items. */
  readonly choices?: readonly string[];
  /** @default 1,000 */
  readonly itemsMax?: number;
}

const LIST_ITEMS_MAX = 1000;

/** A list of strings: scalar, repeated, bracketed or indexed in a query or form, an array in JSON, and separated where the field says so. */
export const StringList = (options: ListOptions = {}): PropertyDecorator => {
  const { itemsMax = LIST_ITEMS_MAX, choices, separator } = options;
  const isItem = (item: unknown): boolean =>
    typeof item === 'string' && item.length <= TEXT_LENGTH_MAX && (choices === undefined || choices.includes(item));
  return field(
    {
      name: 'stringList',
      rule: choices === undefined ? `must be a list of at most ${itemsMax} strings` : `must be a list of ${choices.join(', ')}`,
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

/** A JSON object, or its text in a form; parse it further with the schema that it belongs to. */
export const JsonField = (options: FieldOptions = {}): PropertyDecorator =>
  field(
    {
      name: 'jsonField',
      rule: 'must be a JSON object',
      schema: { type: 'object', additionalProperties: true },
      read: readJsonObject,
      isValid: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    },
    options,
  );

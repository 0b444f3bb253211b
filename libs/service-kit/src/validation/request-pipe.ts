import { Injectable, type ArgumentMetadata, type PipeTransform, type Type } from '@nestjs/common';
import { validate, type ValidationError } from 'class-validator';
import { ApiError } from '../errors/api-error.js';
import { readDto } from './dto.js';

const NOT_A_DTO: ReadonlySet<unknown> = new Set([String, Number, Boolean, Array, Object]);

const dtoOf = ({ type, metatype }: ArgumentMetadata): Type<object> | undefined =>
  (type === 'body' || type === 'query') && !NOT_A_DTO.has(metatype) ? metatype : undefined;

/** A field that was refused: `field` is its path, `columns.0.name`. */
interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** Turns bodies and queries into validated DTOs; a refusal names every field that is wrong. */
@Injectable()
export class RequestPipe implements PipeTransform {
  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const type = dtoOf(metadata);
    if (type === undefined) return value;
    const unknownFields: string[] = [];
    const dto = readDto(type, fieldsOf(value), { path: '', unknownFields });
    const errors = await validate(dto, { forbidUnknownValues: false, validationError: { target: false, value: false } });
    const problems = [
      ...unknownFields.map((field) => ({ field, message: `"${field}" is not a known field` })),
      ...errors.flatMap((error) => problemsOf(error, '')),
    ];
    if (problems.length > 0) throw refused(problems);
    return dto;
  }
}

/** No body is an empty one, and so is `[]`: PHP writes an empty map that way. */
function fieldsOf(value: unknown): object {
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value;
  throw ApiError.badRequest('validation.failed', 'The request body must be a JSON object');
}

/** What `ValidateNested` says of an item that is no object; the field itself says it in better words. */
const SAID_BY_THE_LIST = 'nestedValidation';

function problemsOf(error: ValidationError, parent: string): readonly FieldProblem[] {
  const field = `${parent}${error.property}`;
  const own = Object.entries(error.constraints ?? {})
    .filter(([rule]) => rule !== SAID_BY_THE_LIST)
    .map(([, message]) => ({ field, message: `"${field}" ${predicateOf(message, error.property)}` }));
  return [...own, ...(error.children ?? []).flatMap((child) => problemsOf(child, `${field}.`))];
}

/** Rules of class-validator itself begin with the bare name of the field, ours with the verb. */
const predicateOf = (message: string, property: string): string =>
  message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;

const PROBLEMS_SHOWN_MAX = 20;

const refused = (problems: readonly FieldProblem[]): ApiError => {
  const shown = problems.slice(0, PROBLEMS_SHOWN_MAX);
  const more = problems.length - shown.length;
  const text = `${shown.map(({ message }) => message).join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
  return ApiError.badRequest('validation.failed', `Invalid request: ${text}`, { errors: shown });
};

import { Injectable, type ArgumentMetadata, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';
import { ApiError } from '../errors/api-error.js';

const strictDtos = new WeakSet<object>();

/** A DTO whose requests may hold no other fields (Queue API); otherwise unknown fields are dropped, since clients send more than we read. */
export const ForbidUnknownFields = (): ClassDecorator => (dto) => {
  strictDtos.add(dto);
};

const NOT_A_DTO: ReadonlySet<unknown> = new Set([String, Number, Boolean, Array, Object]);

const dtoOf = ({ type, metatype }: ArgumentMetadata): Type<object> | undefined =>
  (type === 'body' || type === 'query') && !NOT_A_DTO.has(metatype) ? metatype : undefined;

/** A field that was refused: `field` is its path, `columns.0.name`. */
interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** Turns bodies and queries into validated DTOs. Own code in place of Nest's pipe, which deletes members named `prototype` and `constructor` from users' data. */
@Injectable()
export class RequestPipe implements PipeTransform {
  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const type = dtoOf(metadata);
    if (type === undefined) return value;
    const dto = plainToInstance(type, fieldsOf(value), { exposeDefaultValues: true });
    const errors = await validate(dto, {
      whitelist: true,
      forbidNonWhitelisted: strictDtos.has(type),
      forbidUnknownValues: false,
      validationError: { target: false, value: false },
    });
    if (errors.length > 0) throw refused(errors.flatMap((error) => problemsOf(error, '')));
    return dto;
  }
}

/** No body is an empty one, and so is `[]`: PHP writes an empty map that way. */
function fieldsOf(value: unknown): object {
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value;
  throw ApiError.badRequest('validation.failed', 'The request body must be a JSON object');
}

function problemsOf(error: ValidationError, parent: string): readonly FieldProblem[] {
  const field = `${parent}${error.property}`;
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
    field,
    message: `"${field}" ${said(rule, message, error.property)}`,
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => problemsOf(child, `${field}.`))];
}

/** Rules of class-validator itself begin with the bare name of the field, ours with the verb. */
function said(rule: string, message: string, property: string): string {
  if (rule === 'whitelistValidation') return 'is not a known field';
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}

const refused = (problems: readonly FieldProblem[]): ApiError =>
  ApiError.badRequest('validation.failed', `Invalid request: ${problems.map(({ message }) => message).join('; ')}`, {
    errors: problems,
  });

import { ApiOkResponse } from '@nestjs/swagger';
import { BOOLEAN, listOf, named, nullable, objectOf, TEXT } from '@runledger/service-kit';

const CELL = objectOf({ columnName: TEXT, value: nullable(TEXT), isTruncated: BOOLEAN });

const TABLE_PREVIEW = named('TablePreview', objectOf({ columns: listOf(TEXT), rows: listOf(listOf(CELL)) }));

/** Describes a preview: CSV, or cells with `format=json`. */
export const AnswersPreview = (): MethodDecorator =>
  ApiOkResponse({ description: '', content: { 'text/csv': { schema: TEXT }, 'application/json': { schema: TABLE_PREVIEW } } });

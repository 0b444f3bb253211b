import { ApiResponse } from '@nestjs/swagger';
import type { AnswerSchema } from './answer-schema.js';

/** Describes the JSON that a handler answers. Without a schema the answer has no body. */
export const Answers = (status: number, schema?: AnswerSchema): MethodDecorator =>
  ApiResponse({ status, description: '', ...(schema === undefined ? {} : { schema }) });

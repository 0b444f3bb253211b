import { ANY_OBJECT, INTEGER, named, objectOf, oneOf, TEXT, type AnswerSchema } from '../answers/answer-schema.js';
import type { ErrorShape } from './error-body.js';

/** The bodies that `errorBody` makes. */
export const ERROR_SCHEMAS: Readonly<Record<ErrorShape, AnswerSchema>> = {
  storage: named('StorageError', objectOf({ error: TEXT }, { code: TEXT, exceptionId: TEXT, params: ANY_OBJECT })),
  queue: named(
    'QueueError',
    objectOf({
      error: TEXT,
      code: INTEGER,
      exceptionId: TEXT,
      status: oneOf(['error']),
      context: { ...ANY_OBJECT, properties: { errorCode: TEXT, stringCode: TEXT } },
    }),
  ),
  runledger: named('RunledgerError', {
    ...objectOf({ code: TEXT, message: TEXT, exceptionId: TEXT }),
    additionalProperties: true,
  }),
};

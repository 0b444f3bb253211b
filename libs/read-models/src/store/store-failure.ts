import {
  MongoBulkWriteError,
  MongoError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoServerError,
  MongoServerSelectionError,
  MongoSystemError,
  MongoTopologyClosedError,
} from 'mongodb';
import { isReadModelFailure, ReadModelFailure } from '../failure.js';

const DUPLICATE_KEY = 11000;

/** Server answers that only say "not now": stepping down, shutting down, not primary, no majority in time. */
const PASSING_CODES: ReadonlySet<unknown> = new Set([6, 7, 64, 89, 91, 189, 9001, 10107, 11600, 11602, 13435, 13436]);

/** A bulk write that never got an answer looks like an answer of the server; the driver keeps what happened beside it. */
const causeOf = (error: unknown): unknown =>
  error instanceof MongoBulkWriteError && error.errorResponse instanceof Error ? error.errorResponse : error;

const isAway = (error: unknown): boolean =>
  error instanceof MongoNetworkError ||
  error instanceof MongoServerSelectionError ||
  error instanceof MongoNotConnectedError ||
  error instanceof MongoTopologyClosedError ||
  error instanceof MongoSystemError ||
  (error instanceof MongoServerError && PASSING_CODES.has(error.code));

/** The one place where errors of the driver become ours. Errors that are not the driver's pass unchanged. */
export const failureOf = (error: unknown): unknown => {
  if (isReadModelFailure(error)) return error;
  if (isAway(causeOf(error))) {
    return new ReadModelFailure(
      'READ_STORE_UNAVAILABLE',
      'The read store does not answer. Check that the server at MONGODB_URL runs; requests recover by themselves.',
      { cause: error },
    );
  }
  if (error instanceof MongoError) {
    return new ReadModelFailure('READ_STORE_REFUSED', `The read store refused an operation: ${error.message}`, { cause: error });
  }
  return error;
};

/** A document or collection of that name exists already. */
export const isDuplicateKey = (error: unknown): boolean => error instanceof MongoServerError && error.code === DUPLICATE_KEY;

/** Every write that failed did so because its key exists. */
export const isOnlyDuplicateKeys = (error: unknown): boolean => {
  if (!(error instanceof MongoBulkWriteError)) return false;
  const { writeErrors } = error;
  const failed = Array.isArray(writeErrors) ? writeErrors : [writeErrors];
  return failed.length > 0 && failed.every(({ code }) => code === DUPLICATE_KEY);
};

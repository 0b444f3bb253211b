import { isLogFailure, type LogFailure } from '../failure.js';

/** The failure that something ends with. @throws when it ends otherwise. */
export const failureOf = async (something: Promise<unknown>): Promise<LogFailure> => {
  const error: unknown = await something.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isLogFailure(error)) throw new Error(`a failure of the log was expected, not ${String(error)}`);
  return error;
};

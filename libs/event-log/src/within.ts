import { LogFailure } from './failure.js';

/** @throws LogFailure KAFKA_UNAVAILABLE when the answer takes longer. */
export const within = async <T>(timeoutMs: number, answer: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new LogFailure('KAFKA_UNAVAILABLE', `the broker did not answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
};

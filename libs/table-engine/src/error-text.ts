/** The message of whatever was thrown, also by native code. */
export const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);

export const hasCode = (error: unknown, pattern: RegExp): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && pattern.test(String(error.code));

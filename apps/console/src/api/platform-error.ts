/** An answer that is not 2xx, or none at all (`status` 0). `message` is the server's sentence and is shown as it is. */
export class PlatformError extends Error {
  override readonly name = 'PlatformError';

  constructor(
    message: string,
    readonly status: number,
    readonly code: string | null,
    readonly exceptionId: string | null,
  ) {
    super(message);
  }

  get isUnauthorized(): boolean {
    return this.status === 401;
  }

  /** Asking again may help: nobody answered, or the platform said that it cannot right now. */
  get isTransient(): boolean {
    return this.status === 0 || this.status >= 500 || this.status === 429;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Reads any of the platform's error shapes (contract 0.7): `error` or `message`, `code` as text or number, `exceptionId`. */
export function platformErrorOf(status: number, body: unknown): PlatformError {
  const fields = isRecord(body) ? body : {};
  const message = textOf(fields['error']) ?? textOf(fields['message']) ?? `The server answered ${status}.`;
  const code = typeof fields['code'] === 'number' ? String(fields['code']) : textOf(fields['code']);
  return new PlatformError(message, status, code, textOf(fields['exceptionId']));
}

export const unreachable = (): PlatformError =>
  new PlatformError('The server does not answer. Check that it runs and that you are connected.', 0, null, null);

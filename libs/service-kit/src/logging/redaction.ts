const MASK = '[redacted]';

const SECRETS: readonly (readonly [RegExp, string])[] = [
  // Headers, as JSON members or as text.
  [/((?:x-storageapi-token|authorization|x-kbc-token)\\?"?\s*[:=]\s*\\?"?)(?:bearer\s+)?[^"\\\s,;&]+/gi, `$1${MASK}`],
  [/\b(bearer\s+)[\w.~+/=-]+/gi, `$1${MASK}`],
  // Signatures of blob addresses.
  [/([?&;](?:sig|signature|token)=)[^&\s"\\]+/gi, `$1${MASK}`],
  // Storage tokens wherever they stand: project, token id, secret. The first two are kept, they say whose it was.
  [/\b(\d+-\d+-)[\w-]{16,}/g, `$1${MASK}`],
];

/** The same text without tokens and signatures. */
export const redact = (text: string): string =>
  SECRETS.reduce((redacted, [secret, replacement]) => redacted.replace(secret, replacement), text);

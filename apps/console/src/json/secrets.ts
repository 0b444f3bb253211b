export const MASK = '\u2022'.repeat(6);

/** The same value with everything below a `#key` masked: secrets are neither shown nor copied nor downloaded. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key.startsWith('#') ? MASK : withoutSecrets(inner)]),
  );
}

export const jsonOf = (value: unknown): string => JSON.stringify(withoutSecrets(value), null, 2);

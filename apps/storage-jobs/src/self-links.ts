/** Stands in stored bodies for the origin under which a client reaches us. */
export const ORIGIN = '{origin}';

/** Fields that hold links to ourselves. No field of these names is ever filled by a user. */
const LINKS: ReadonlySet<string> = new Set(['uri', 'url']);

/** A stored body with the client's own origin in its links. */
export const withOrigin = (body: string, publicUrl: string): unknown =>
  JSON.parse(body, (key, value: unknown) =>
    LINKS.has(key) && typeof value === 'string' && value.startsWith(ORIGIN) ? `${publicUrl}${value.slice(ORIGIN.length)}` : value,
  );

/**
 * Header value by which a browser saves an answer instead of showing it, under the given name (RFC 6266).
 * Old clients read the plain name, in which everything but ordinary characters is replaced.
 * @param name well-formed text
 */
export const attachment = (name: string): string =>
  `attachment; filename="${name.replace(/[^\w.\- ]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, percentEncoded)}`;

const percentEncoded = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;

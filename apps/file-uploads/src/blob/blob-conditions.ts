/** Conditional headers of a request that go by ETag (RFC 9110, 13.1). */
export interface BlobConditions {
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

/** Bytes with the same digest are the same representation. */
export const etagOf = (sha256: string): string => `"${sha256.slice(0, 32)}"`;

const lists = (header: string, etag: string): boolean =>
  header
    .split(',')
    .map((each) => each.trim())
    .some((each) => each === '*' || each === etag);

/**
 * Which condition does not hold, if any.
 * @param etag of what is there; undefined when nothing is
 */
export const failedCondition = (
  { ifMatch, ifNoneMatch }: BlobConditions,
  etag: string | undefined,
): keyof BlobConditions | undefined => {
  if (ifMatch !== undefined && (etag === undefined || !lists(ifMatch, etag))) return 'ifMatch';
  return ifNoneMatch !== undefined && etag !== undefined && lists(ifNoneMatch, etag) ? 'ifNoneMatch' : undefined;
};

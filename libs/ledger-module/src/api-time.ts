/** Storage writes ISO-8601 with an offset without a colon: `2017-02-13T16:42:00+0000` (contract 0.2). */
export const storageTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}+0000`;

/** Queue writes RFC 3339: `2022-01-24T22:41:10+00:00`. */
export const queueTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}+00:00`;

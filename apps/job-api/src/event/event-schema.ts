import { ANY_OBJECT, BOOLEAN, INTEGER, listOf, named, nullable, objectOf, oneOf, TEXT } from '@runledger/service-kit';

/** What `eventBody` makes. */
export const EVENT = named(
  'Event',
  objectOf({
    id: TEXT,
    uuid: TEXT,
    event: TEXT,
    component: TEXT,
    message: TEXT,
    description: TEXT,
    type: oneOf(['info', 'success', 'warn', 'error']),
    runId: nullable(TEXT),
    created: TEXT,
    createdMs: INTEGER,
    configurationId: nullable(TEXT),
    objectId: TEXT,
    objectName: TEXT,
    objectType: TEXT,
    context: objectOf({
      remoteAddr: TEXT,
      httpReferer: nullable(TEXT),
      httpUserAgent: nullable(TEXT),
      apiVersion: TEXT,
      userAgent: nullable(TEXT),
      async: BOOLEAN,
    }),
    params: ANY_OBJECT,
    results: ANY_OBJECT,
    performance: ANY_OBJECT,
    token: objectOf({ id: nullable(TEXT), name: nullable(TEXT) }),
    attachments: listOf(ANY_OBJECT),
  }),
);

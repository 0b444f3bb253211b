import { listOf, named, objectOf, TEXT } from '@runledger/service-kit';
import { COMPONENT } from '../component/component-schema.js';

export const INDEX = named(
  'Index',
  objectOf(
    {
      host: TEXT,
      api: TEXT,
      version: TEXT,
      revision: TEXT,
      documentation: TEXT,
      services: listOf(objectOf({ id: TEXT, url: TEXT })),
      features: listOf(TEXT),
      urlTemplates: objectOf({ orchestrationJob: TEXT }),
    },
    { components: listOf(COMPONENT) },
  ),
);

import { ANY_OBJECT, BOOLEAN, INTEGER, listOf, named, nullable, objectOf, TEXT } from '@runledger/service-kit';
import { CONFIGURATION_SUMMARY } from '../configuration/configuration-schema.js';

const COMPONENT_FIELDS = {
  id: TEXT,
  type: TEXT,
  name: TEXT,
  description: TEXT,
  longDescription: nullable(TEXT),
  version: INTEGER,
  complexity: nullable(TEXT),
  categories: listOf(TEXT),
  hasUI: BOOLEAN,
  hasRun: BOOLEAN,
  ico32: TEXT,
  ico64: TEXT,
  data: objectOf({ definition: objectOf({ type: TEXT, uri: TEXT, tag: TEXT }) }),
  flags: listOf(TEXT),
  configurationSchema: ANY_OBJECT,
  configurationRowSchema: ANY_OBJECT,
  emptyConfiguration: ANY_OBJECT,
  emptyConfigurationRow: ANY_OBJECT,
  createConfigurationRowSchema: ANY_OBJECT,
  uiOptions: ANY_OBJECT,
  configurationDescription: nullable(TEXT),
  features: listOf(TEXT),
  expiredOn: nullable(TEXT),
  uri: TEXT,
  documentationUrl: nullable(TEXT),
  dataTypesConfiguration: nullable(TEXT),
  processTimeout: nullable(INTEGER),
};

/** What `componentBody` makes. */
export const COMPONENT = named('Component', objectOf(COMPONENT_FIELDS));

export const COMPONENT_WITH_CONFIGURATIONS = named(
  'ComponentWithConfigurations',
  objectOf({ ...COMPONENT_FIELDS, configurations: listOf(CONFIGURATION_SUMMARY) }),
);

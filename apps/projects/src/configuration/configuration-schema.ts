import { ANY_OBJECT, BOOLEAN, INTEGER, listOf, named, objectOf, TEXT } from '@runledger/service-kit';

const CREATOR = objectOf({ id: INTEGER, description: TEXT });

const SUMMARY_FIELDS = {
  id: TEXT,
  name: TEXT,
  description: TEXT,
  created: TEXT,
  creatorToken: CREATOR,
  version: INTEGER,
  changeDescription: TEXT,
  isDisabled: BOOLEAN,
  isDeleted: BOOLEAN,
  rowsSortOrder: listOf(TEXT),
  currentVersion: objectOf({ created: TEXT, creatorToken: CREATOR, changeDescription: TEXT }),
};

const PART_FIELDS = { configuration: ANY_OBJECT, rows: listOf(ANY_OBJECT), state: ANY_OBJECT };

/** What `configurationBody` makes of all parts. */
export const CONFIGURATION = named('Configuration', objectOf({ ...SUMMARY_FIELDS, ...PART_FIELDS }));

/** The same with the parts that were asked for. */
export const CONFIGURATION_SUMMARY = named('ConfigurationSummary', objectOf(SUMMARY_FIELDS, PART_FIELDS));

/** What `versionBody` makes. */
export const CONFIGURATION_VERSION = named(
  'ConfigurationVersion',
  objectOf({
    version: INTEGER,
    created: TEXT,
    creatorToken: CREATOR,
    changeDescription: TEXT,
    isDeleted: BOOLEAN,
    name: TEXT,
    description: TEXT,
    isDisabled: BOOLEAN,
  }),
);

import { BOOLEAN, INTEGER, listOf, named, nullable, objectOf, oneOf, TEXT } from '@runledger/service-kit';

/** What `fileBody` makes, and the signed address. */
const FILE_FIELDS = {
  id: INTEGER,
  created: TEXT,
  name: TEXT,
  fileType: oneOf(['standard']),
  provider: oneOf(['azure']),
  region: TEXT,
  isPublic: BOOLEAN,
  isSliced: BOOLEAN,
  isEncrypted: BOOLEAN,
  sizeBytes: nullable(INTEGER),
  tags: listOf(TEXT),
  maxAgeDays: nullable(INTEGER),
  runId: nullable(TEXT),
  runIds: listOf(TEXT),
  creatorToken: objectOf({ id: nullable(INTEGER), description: nullable(TEXT) }),
  contentType: nullable(TEXT),
  url: TEXT,
};

const ABS_CREDENTIALS = named('AbsCredentials', objectOf({ SASConnectionString: TEXT, expiration: TEXT }));

const DOWNLOAD_FIELDS = { absPath: objectOf({ container: TEXT, name: TEXT }), absCredentials: ABS_CREDENTIALS };

const ABS_UPLOAD_PARAMS = named(
  'AbsUploadParams',
  objectOf({ blobName: TEXT, accountName: TEXT, container: TEXT, absCredentials: ABS_CREDENTIALS }),
);

/** A file, with what opens its blobs where that was asked for. */
export const FILE = named('File', objectOf(FILE_FIELDS, DOWNLOAD_FIELDS));

/** A file with what its upload needs; one that a storage job wrote can only be read. */
export const PREPARED_FILE = named(
  'PreparedFile',
  objectOf(FILE_FIELDS, { absUploadParams: ABS_UPLOAD_PARAMS, ...DOWNLOAD_FIELDS }),
);

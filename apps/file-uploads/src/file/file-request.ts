import { BooleanField, IntField, StringField, StringList } from '@runledger/service-kit';
import { TAG_LENGTH_MAX, TAGS_MAX } from './file-tags.js';

const NAME_LENGTH_MAX = 1024;

/** Names go into headers and into files of clients. */
const ONE_LINE = { matching: /^[^\p{Cc}\p{Cs}]*$/u, rule: 'has no control characters' };
const CONTENT_TYPE = { matching: /^[\x20-\x7e]*$/, rule: 'is a media type' };

/** Announcement of a file (contract 4.2). `notify` and `federationToken` are accepted: nobody is notified, and credentials always come. */
export class FilePreparation {
  @StringField({ required: true, lengthMax: NAME_LENGTH_MAX, pattern: ONE_LINE })
  name = '';

  @IntField({ min: 0, max: Number.MAX_SAFE_INTEGER, description: 'Bytes that are going to be uploaded' })
  sizeBytes?: number;

  @StringList({ itemsMax: TAGS_MAX })
  tags: readonly string[] = [];

  @BooleanField()
  isPublic = false;

  @BooleanField({ description: 'Otherwise it is kept for 15 days' })
  isPermanent = false;

  @BooleanField()
  isEncrypted = true;

  @BooleanField({ description: 'Many blobs and a manifest that lists them' })
  isSliced = false;

  @StringField({ lengthMax: 255, pattern: CONTENT_TYPE })
  contentType?: string;
}

export class FileTag {
  @StringField({ required: true, lengthMax: TAG_LENGTH_MAX, pattern: ONE_LINE })
  tag = '';
}

export class FileDetailQuery {
  @BooleanField({ description: 'With credentials that open the blobs of the file' })
  federationToken = false;
}

/** Filters of the list (contract 4.1). */
export class FileListQuery {
  @IntField({ min: 1, max: 10_000 })
  limit = 100;

  @IntField({ min: 0, max: 1_000_000 })
  offset = 0;

  @StringList({ description: 'Files with any of these tags' })
  tags: readonly string[] = [];

  @StringField({ lengthMax: 2_000, description: 'For example `name:airports* AND tags:"crm"`' })
  q?: string;

  @StringField({ lengthMax: 500 })
  runId?: string;

  @IntField({ min: 0, max: Number.MAX_SAFE_INTEGER, description: 'Files with a higher id' })
  sinceId?: number;

  @IntField({ min: 0, max: Number.MAX_SAFE_INTEGER, description: 'Files with a lower id' })
  maxId?: number;

  @BooleanField({ description: 'Also those that are kept no longer' })
  showExpired = false;
}

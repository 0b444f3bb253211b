import { listOf, named, objectOf } from '@runledger/service-kit';
import { TABLE_LIST_ITEM } from '../table/table-schema.js';
import { BUCKET_FIELDS } from './bucket-schema.js';

/** A bucket with its tables in place of their address. */
export const BUCKET_DETAIL = named('BucketDetail', objectOf({ ...BUCKET_FIELDS, tables: listOf(TABLE_LIST_ITEM) }));

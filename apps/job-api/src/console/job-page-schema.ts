import { INTEGER, listOf, named, nullable, objectOf, TEXT } from '@runledger/service-kit';
import { JOB } from '../job/job-schema.js';

export const JOB_PAGE = named('JobPage', objectOf({ items: listOf(JOB), next: nullable(TEXT), total: INTEGER, position: TEXT }));

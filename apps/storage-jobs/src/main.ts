import { runService } from '@runledger/service-kit';
import { storageJobs } from './storage-jobs.js';

await runService(storageJobs);

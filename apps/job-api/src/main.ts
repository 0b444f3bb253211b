import { runService } from '@runledger/service-kit';
import { jobApi } from './job-api.js';

await runService(jobApi);

import { runService } from '@runledger/service-kit';
import { scheduler } from './scheduler.js';

await runService(scheduler);

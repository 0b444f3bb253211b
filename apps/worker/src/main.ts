import { runService } from '@runledger/service-kit';
import { worker } from './worker.js';

await runService(worker);

import { runService } from '@runledger/service-kit';
import { gateway } from './gateway.js';

await runService(gateway);

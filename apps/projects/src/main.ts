import { runService } from '@runledger/service-kit';
import { projects } from './projects.js';

await runService(projects);

import { runService } from '@runledger/service-kit';
import { fileUploads } from './file-uploads.js';

await runService(fileUploads);

export { createProject, eventually, startService, type Answer, type ServiceUnderTest, type TestProject } from './service-under-test.js';
export { ledgerOf } from './spec-log.js';

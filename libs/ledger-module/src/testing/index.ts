export { createProject, eventually, startService, type Answer, type ServiceUnderTest, type TestProject } from './service-under-test.js';
export { ledgerOf } from './spec-log.js';
export { createToken, type TestToken } from './test-token.js';

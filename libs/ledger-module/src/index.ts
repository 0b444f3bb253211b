export { actorOf, serviceActor } from './actor.js';
export { ledgerStages, projectionStages } from './ledger-stages.js';
export { BLOBS, LedgerModule } from './ledger.module.js';
export type { LedgerModuleOptions } from './ledger-options.js';
export { ProjectedModels } from './projected-models.js';
export { LedgerTokens, secretHashOf, tokenText } from './token-lookup.js';
export { untilFolded } from './until.js';

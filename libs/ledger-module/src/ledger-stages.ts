import type { INestApplicationContext } from '@nestjs/common';
import { Ledger } from '@runledger/event-log';
import { ReadStore } from '@runledger/read-models';
import type { ShutdownStage } from '@runledger/service-kit';
import { ProjectedModels } from './projected-models.js';

/** How a service that uses the ledger ends, after its requests and event handlers have: appends under way first. */
export const ledgerStages = (app: INestApplicationContext): readonly ShutdownStage[] => [
  { name: 'ledger', stop: () => app.get(Ledger).stop(), timeoutMs: 10_000 },
];

/** The same for a service that owns read models. */
export const projectionStages = (app: INestApplicationContext): readonly ShutdownStage[] => [
  { name: 'projection', stop: () => app.get(ProjectedModels).close() },
  ...ledgerStages(app),
  { name: 'read store', stop: () => app.get(ReadStore).close() },
];

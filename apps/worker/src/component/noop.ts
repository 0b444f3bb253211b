import type { ComponentRuntimeRunner } from './component-run.js';

/** Runs inside the worker and does nothing: what is left is the cost of the platform. */
export const runNoop: ComponentRuntimeRunner = async () => ({ outcome: 'success', message: 'Component processing finished.', inputTables: [], outputs: [] });

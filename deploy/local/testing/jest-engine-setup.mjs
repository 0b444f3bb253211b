import { progressOn } from '../progress.mjs';
import { rememberStop } from './jest-engine-teardown.mjs';
import { startTestEngine } from './test-engine.mjs';

/**
 * Jest's `globalSetup` for projects whose specs talk to the log or the read store: each can be run alone. Inside
 * `npm test` the engine of the whole run is in the environment and used.
 */
export default async function startEngineForSpecs() {
  const engine = await startTestEngine({ progress: progressOn(process.stderr), signal: new AbortController().signal });
  rememberStop(engine.stop);
  Object.assign(process.env, engine.environment);
}

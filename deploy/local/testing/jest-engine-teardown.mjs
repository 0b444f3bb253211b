/** Jest loads setup and teardown as modules of their own; what they share is kept under this key of the process. */
const STOP = Symbol.for('runledger.stopTestEngine');

/** @param {() => Promise<void>} stop */
export function rememberStop(stop) {
  Reflect.set(globalThis, STOP, stop);
}

/** Jest's `globalTeardown` that belongs to `jest-engine-setup.mjs`. */
export default async function stopEngineOfSpecs() {
  await Reflect.get(globalThis, STOP)?.();
}

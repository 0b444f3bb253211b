import findBrowser from '../deploy/local/testing/jest-browser-setup.mjs';
import { startPlatform } from './platform.mjs';

/** One platform for all specs that do not take it apart; its connection file is in `RUNLEDGER_CONNECTION`. */
export default async function setup() {
  await findBrowser();
  const platform = await startPlatform(['--empty']);
  globalThis.runledgerPlatform = platform;
  process.env['RUNLEDGER_CONNECTION'] = platform.connectionFile;
}

import { testBrowser } from './browser.mjs';

/** Jest's `globalSetup` for specs that drive a browser: `CHROMIUM_PATH`, and `CHROMIUM_ARGS` as a JSON array of strings. */
export default async function findBrowserForSpecs() {
  const { executablePath, args } = await testBrowser();
  Object.assign(process.env, { CHROMIUM_PATH: executablePath, CHROMIUM_ARGS: JSON.stringify(args) });
}

import { recordCounts } from './counts.mjs';

/**
 * A reporter of Node's test runner that writes down how many tests passed and failed.
 *
 * @param {AsyncIterable<{ type: string, data?: { details?: { type?: string } } }>} events
 */
export default async function* countsReporter(events) {
  const counts = { passed: 0, failed: 0 };
  for await (const { type, data } of events) {
    if (data?.details?.type === 'suite') continue;
    if (type === 'test:pass') counts.passed += 1;
    if (type === 'test:fail') counts.failed += 1;
  }
  recordCounts(counts);
  yield '';
}

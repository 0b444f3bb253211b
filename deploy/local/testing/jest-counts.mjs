import { recordCounts } from './counts.mjs';

/** A Jest reporter that writes down how many tests passed and failed. */
export default class CountsReporter {
  /**
   * @param {unknown} _contexts
   * @param {{ numPassedTests: number, numFailedTests: number, numRuntimeErrorTestSuites: number }} results
   */
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
    recordCounts({ passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites });
  }
}

import fs from 'node:fs';

/** Ends a run with one line that scripts can read: `N passed, N failed`. */
export default class ClosingLine {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const line = `\n${results.numPassedTests} passed, ${failed} failed${results.numPendingTests ? `, ${results.numPendingTests} skipped` : ''}\n`;
    process.once('exit', () => fs.writeSync(1, line)); // after the runner's own summary, which it prints when all reporters are done
  }
}

const { writeFileSync } = require('node:fs');

const REASON = /\[skipped: (.+?)\]/;

/** Every test that did not run, with the reason that its own or its group's title gives. */
function skippedTests(results) {
  return results.testResults.flatMap(({ testFilePath, testResults }) =>
    testResults
      .filter(({ status }) => status === 'pending' || status === 'todo' || status === 'disabled')
      .map(({ fullName }) => ({ file: testFilePath, name: fullName, reason: REASON.exec(fullName)?.[1] })),
  );
}

/**
 * Makes skips loud: each is listed with its reason, and one without a reason fails the run.
 * Where SALLYPORT_TEST_TALLY names a file, the counts of the whole run are written there for `.ci/run`.
 */
module.exports = class TallyReporter {
  constructor(globalConfig) {
    this.rootDir = globalConfig.rootDir;
    // `jest -t` skips what its pattern leaves out; nobody owes a reason for that.
    this.chosenByName = Boolean(globalConfig.testNamePattern);
    this.unexplained = [];
  }

  onRunComplete(_contexts, results) {
    if (!this.chosenByName) this.list(skippedTests(results));
    const tally = {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
    const file = process.env.SALLYPORT_TEST_TALLY;
    if (file) writeFileSync(file, JSON.stringify(tally));
  }

  list(skipped) {
    if (skipped.length === 0) return;
    const lines = skipped.map(
      ({ file, name, reason }) =>
        `  ${file.replace(`${this.rootDir}/`, '')}: ${name.replace(REASON, '').trim()}\n    ${reason ?? 'NO REASON GIVEN'}`,
    );
    process.stderr.write(`\nSKIPPED: ${skipped.length} test(s) did not run here\n${lines.join('\n')}\n`);
    this.unexplained = skipped.filter(({ reason }) => !reason);
  }

  /** Jest asks this after the run: an error here makes the whole run fail. */
  getLastError() {
    if (this.unexplained.length === 0) return undefined;
    return new Error(
      `${this.unexplained.length} skipped test(s) give no reason: write "[skipped: why]" in the title.`,
    );
  }
};

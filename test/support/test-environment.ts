/** The environment of this test run, for a child process that needs its PATH and the like. */
export const testEnvironment = (): NodeJS.ProcessEnv => ({ ...process.env });

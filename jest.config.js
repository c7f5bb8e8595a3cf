/** @type {import('jest').Config} */
export default {
  testEnvironment: '<rootDir>/test/support/environment.cjs',
  roots: ['<rootDir>/test'],
  // The stores of customers have a run of their own: npm run test:stores.
  testMatch: ['**/*.test.ts', '!**/test/stores/**'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  moduleNameMapper: {
    '^kysely$': '<rootDir>/test/support/kysely.cjs',
    '^pg$': '<rootDir>/test/support/pg.cjs',
    '^@opentelemetry/api$': '<rootDir>/test/support/open-telemetry.cjs',
    '^express-hosted-checkout$': '<rootDir>/src/index.ts',
    '^express-hosted-checkout/sandbox$': '<rootDir>/src/sandbox/index.ts',
    '^express-hosted-checkout/testing$': '<rootDir>/src/testing/index.ts',
  },
  setupFiles: ['<rootDir>/test/support/seed-fast-check.ts'],
  // Whatever a store under test shows is searched for what must never get out.
  setupFilesAfterEnv: ['<rootDir>/test/support/watch-for-leaks.ts'],
  testSequencer: '<rootDir>/test/support/longest-first.js',
  globalSetup: '<rootDir>/test/support/start.ts',
  globalTeardown: '<rootDir>/test/support/stop.ts',
  // For a test that would never end. What a test waits for has bounds of its own, and they count work, not seconds.
  testTimeout: 300_000,
  // Three times as many as the smallest machine has cores: many tests wait, for a deadline, a database or a browser.
  maxWorkers: 6,
  coverageProvider: 'v8',
  collectCoverageFrom: ['src/**/*.ts', 'routes/**/*.ts', 'middleware/**/*.ts'],
}

import base from '../../jest.config.js'

/**
 * For `npm run test:stores`: stores that install the packed library and use nothing else of this repository, on the
 * Node and Express versions we support. `STORES=all` tests every pair.
 *
 * @type {import('jest').Config}
 */
export default {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/stores/*.test.ts'],
  testEnvironment: 'node',
  moduleNameMapper: {},
  setupFilesAfterEnv: [],
  testSequencer: '@jest/test-sequencer',
  globalSetup: '<rootDir>/test/stores/start.ts',
  globalTeardown: '<rootDir>/test/stores/stop.ts',
  reporters: ['default', '<rootDir>/test/stores/cell-reporter.js'],
  // Only a backstop: on an idle machine, tests finish long before.
  testTimeout: 300_000,
}

import base from '../../jest.config.js'

/**
 * For `npm run test:stores`: stores that install the packed library and use nothing else of it, in the Nodes
 * and with the Expresses that we support. `STORES=all` for every pair of them.
 *
 * @type {import('jest').Config}
 */
export default {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/stores/*.test.ts'],
  testEnvironment: 'node',
  moduleNameMapper: {},
  testSequencer: '@jest/test-sequencer',
  globalSetup: '<rootDir>/test/stores/start.ts',
  globalTeardown: '<rootDir>/test/stores/stop.ts',
  reporters: ['default', '<rootDir>/test/stores/cell-reporter.js'],
  // A backstop only: what is waited for is seen long before, on an idle machine.
  testTimeout: 300_000,
}

import base from '../../../jest.config.js'

/** Without the global setup: the database was started with the outer run. */
const { globalSetup: _setup, globalTeardown: _teardown, ...settings } = base

/** @type {import('jest').Config} */
export default {
  ...settings,
  rootDir: '../../..',
  testEnvironment: '<rootDir>/test/prove/mutation/environment.cjs',
  testSequencer: '<rootDir>/test/prove/mutation/sequencer.cjs',
}

import base from '../../../jest.config.js'

/** Without set-up: the runner of the mutants was started with a database. */
const { globalSetup: _setup, globalTeardown: _teardown, ...settings } = base

/** @type {import('jest').Config} */
export default {
  ...settings,
  rootDir: '../../..',
  testEnvironment: '<rootDir>/test/prove/mutation/environment.cjs',
  testSequencer: '<rootDir>/test/prove/mutation/sequencer.cjs',
}

import base from '../../jest.config.js'

/**
 * For `npm run prove`: the proofs alone, so that a name after it chooses among them, and one after the other, since
 * each of them
 * takes the whole machine.
 *
 * @type {import('jest').Config}
 */
export default {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/prove/*.test.ts'],
  maxWorkers: 1,
}

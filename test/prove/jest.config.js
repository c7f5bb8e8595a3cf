import base from '../../jest.config.js'

/**
 * For `npm run prove`: only the proofs, so a name after it selects among them. They run one after the other, because
 * each takes the whole machine.
 *
 * @type {import('jest').Config}
 */
export default {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/prove/*.test.ts'],
  maxWorkers: 1,
}

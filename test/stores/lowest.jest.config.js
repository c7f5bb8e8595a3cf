import quick from '../quick/jest.config.js'

/**
 * For `npm run test:lowest`: what `npm run test:quick` runs, plus what it leaves out only for speed. These show first
 * whether an older Express or another old dependency breaks something.
 *
 * @type {import('jest').Config}
 */
export default {
  ...quick,
  testPathIgnorePatterns: [
    '/test/prove/',
    '/test/stores/',
    '\\.browser\\.test\\.ts$',
    '/test/(example|readme-runs|shutdown)\\.test\\.ts$',
  ],
}

import quick from '../quick/jest.config.js'

/**
 * For `npm run test:lowest`: what `npm run test:quick` runs, and what is left out there for its length alone. An older
 * Express, or another of what we stand on, shows in these first.
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

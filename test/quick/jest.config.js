import base from '../../jest.config.js'

// Before any worker starts: over SQLite alone, and without a browser.
process.env.TEST_WITHOUT = 'postgres,chromium'

/**
 * For `npm run test:quick`, the everyday loop: what is pure, the ledger over SQLite, and every route over one mount. No
 * proofs, nothing packed, and no store in a process of its own.
 *
 * @type {import('jest').Config}
 */
export default {
  ...base,
  rootDir: '../..',
  testPathIgnorePatterns: ['/test/prove/', '/test/stores/', '\\.browser\\.test\\.ts$', '/test/example\\.test\\.ts$'],
}

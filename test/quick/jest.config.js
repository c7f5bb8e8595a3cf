import base from '../../jest.config.js'

// Before any worker starts: over SQLite alone, and without a browser.
process.env.TEST_WITHOUT = 'postgres,chromium'

/**
 * For `npm run test:quick`, the everyday loop: what is pure, the ledger over SQLite, and every route over one mount. No
 * proofs, nothing packed, no store in a process of its own, no crowd, no large ledger, no matrix of mounts,
 * and nothing about documents, types and the tests themselves.
 *
 * @type {import('jest').Config}
 */
export default {
  ...base,
  rootDir: '../..',
  maxWorkers: 8,
  testPathIgnorePatterns: [
    '/test/prove/',
    '/test/stores/',
    '\\.browser\\.test\\.ts$',
    '/test/(example|overload|readme-runs|shutdown)\\.test\\.ts$',
    '/test/(readme|what-happens-when|metadata-types|sbom)\\.test\\.ts$',
    '/test/support/',
    '/test/ledger/(contention|plans|verify-pages)\\.test\\.ts$',
    '/test/routes/(app-errors|mount|strangers)\\.test\\.ts$',
    '/test/settlement/polite\\.test\\.ts$',
  ],
}

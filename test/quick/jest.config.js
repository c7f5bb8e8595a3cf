import base from '../../jest.config.js'

// Set before any worker starts: SQLite only, no browser.
process.env.TEST_WITHOUT = 'postgres,chromium'

/**
 * For `npm run test:quick`, the everyday loop: pure code, the ledger over SQLite, and every route over one mount. It
 * leaves out the proofs, the packed package, stores in separate processes, crowds, large ledgers, the matrix of mounts,
 * and the tests of documents, types and tests.
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
    '/test/(documents|readme|what-happens-when|metadata-types|sbom)\\.test\\.ts$',
    '/test/support/',
    '/test/ledger/(contention|order-pages|plans|search-model|verify-pages)\\.test\\.ts$',
    '/test/routes/(app-errors|mount|strangers)\\.test\\.ts$',
    '/test/settlement/polite\\.test\\.ts$',
  ],
}

const { TestEnvironment } = require('jest-environment-node')

/**
 * Node's environment, with Kysely as Node itself loads it. Kysely is an ES module, which Jest cannot `require` on every
 * Node, and has two hundred files, which Jest would load again for every test file. `kysely.cjs` exports it.
 */
module.exports = class SupportEnvironment extends TestEnvironment {
  constructor(...parameters) {
    super(...parameters)
    this.global.kyselyOfNode = require('kysely')
  }
}

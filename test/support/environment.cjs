const { TestEnvironment } = require('jest-environment-node')

/**
 * Node's environment, and in it Kysely as Node itself loads it: an ES module, which Jest does not `require` in every
 * Node, and two hundred files, which it would load anew for every test file. `kysely.cjs` hands it out.
 */
module.exports = class SupportEnvironment extends TestEnvironment {
  constructor(...parameters) {
    super(...parameters)
    this.global.kyselyOfNode = require('kysely')
  }
}

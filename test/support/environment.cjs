const { TestEnvironment } = require('jest-environment-node')

/**
 * Node's environment, with Kysely and OpenTelemetry's API as Node itself loads them. Kysely is an ES module, which Jest
 * cannot `require` on every Node, and both have many files, which Jest would load again for every test file.
 * `kysely.cjs` and `open-telemetry.cjs` export them.
 */
module.exports = class SupportEnvironment extends TestEnvironment {
  constructor(...parameters) {
    super(...parameters)
    this.global.kyselyOfNode = require('kysely')
    this.global.openTelemetryOfNode = require('@opentelemetry/api')
    this.global.keptConnections = require('./kept-connections.cjs')
  }
}

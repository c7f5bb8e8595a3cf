const pg = require('../../node_modules/pg/lib/index.js')

/** The driver, whose connections to the tests' own server are kept. See `kept-connections.cjs`. */
const { KeptConnection } = globalThis.keptConnections

class Client extends pg.Client {
  constructor(options) {
    super(options)
    // A role or a database that a test has made is removed by it, or has limits of its own.
    const address = `postgres://${this.user}@${this.host}:${this.port}/${this.database}`
    if (!this.ssl && process.env.TEST_POSTGRES_URL === address) this.connection.stream = new KeptConnection()
  }
}

class Pool extends pg.Pool {
  constructor(options) {
    super({ Client, ...options })
  }
}

module.exports = Object.assign(Object.create(pg), { Client, Pool })

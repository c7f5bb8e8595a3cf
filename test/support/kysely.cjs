/** See `environment.cjs`. */
module.exports = globalThis.kyselyOfNode

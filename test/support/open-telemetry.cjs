// See environment.cjs.
module.exports = globalThis.openTelemetryOfNode

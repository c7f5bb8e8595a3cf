const { once } = require('node:events')
const { createServer } = require('node:http')

/**
 * Serves the sandbox until SIGTERM, and beside it what it was asked. Says in one line of JSON where both are.
 */
module.exports = async function openBank({ createSandbox }) {
  const bank = await createSandbox()
  const watch = createServer((_req, res) => res.end(JSON.stringify(bank.requests))).listen(0, '127.0.0.1')
  await once(watch, 'listening')
  process.once('SIGTERM', () => {
    watch.close()
    watch.closeAllConnections()
    void bank.close()
  })
  console.log(JSON.stringify({ url: bank.url, requestsUrl: `http://127.0.0.1:${watch.address().port}` }))
}

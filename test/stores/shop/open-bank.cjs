const { once } = require('node:events')
const { createServer } = require('node:http')

/** Serves the sandbox and a list of its requests until SIGTERM. Prints the addresses of both as one line of JSON. */
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

/** Opens a shop and serves until SIGTERM. Prints one line of JSON: its address, or why it could not start. */
module.exports = async function serveUntilTerminated(open) {
  const { checkout, baseUrl, close } = await open()
  process.once('SIGTERM', () => void close())
  try {
    await checkout.start()
    console.log(JSON.stringify({ baseUrl }))
  } catch (error) {
    console.log(JSON.stringify({ code: error.code, message: error.message }))
    await close()
  }
}

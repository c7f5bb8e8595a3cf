const openShop = require('./open-shop.cjs')

/**
 * A store that OpenTelemetry watches. The caller loads all packages, by `import` or `require`. Sells one mug, and
 * prints the names of the spans as JSON, each after that of its parent, and whether the hand-over is linked to the
 * checkout.
 */
module.exports = async function watch({ createSandbox, api, hooks, sdk, ...packages }) {
  const exporter = new sdk.InMemorySpanExporter()
  const spanProcessors = [new sdk.SimpleSpanProcessor({ exporter })]
  api.trace.setGlobalTracerProvider(new sdk.TracerProvider({ spanProcessors }))
  api.context.setGlobalContextManager(new hooks.AsyncLocalStorageContextManager().enable())

  const bank = await createSandbox()
  process.env.CHECKOUT_GATEWAY_URL = bank.url
  const shop = await openShop(packages)
  const bought = await fetch(`${shop.baseUrl}/checkout/mug`, { redirect: 'manual' })
  const { location } = await bank.pay(new URL(bought.headers.get('location')).searchParams.get('mdOrder'))
  await fetch(location)
  await shop.close()
  await bank.close()

  const spans = exporter.getFinishedSpans()
  const idOf = (span) => span.spanContext().spanId
  const parentOf = (span) => spans.find((one) => idOf(one) === span.parentSpanContext?.spanId)?.name ?? ''
  const [handOver, checkout] = ['hand over', 'checkout'].map((name) => spans.find((span) => span.name === name))
  const isLinked = handOver.links.some(({ context }) => context.spanId === idOf(checkout))
  console.log(JSON.stringify({ spans: spans.map((span) => [parentOf(span), span.name]), isLinked }))
}

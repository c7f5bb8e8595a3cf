import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { metrics } from '@opentelemetry/api'
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus'
import { MeterProvider } from '@opentelemetry/sdk-metrics'
import ts from 'typescript'
import { channels, orderChannel } from '../../src/telemetry/channels.ts'
import { counts, durations, gauges } from '../../src/telemetry/open-telemetry/metrics.ts'
import { leakyMeterProvider } from '../support/leaky-telemetry.ts'
import { buy, openStore, pathOf } from '../support/store.ts'

const docs = resolve(__dirname, '../../docs')
const read = (page: string): string => readFileSync(join(docs, page), 'utf8')
const page = read('watching.md')

/** The cells of every table row that begins with a name in code. */
const rows = [...page.matchAll(/^\| `([^`]+)`(.*)\|$/gm)].map(([, name, rest]) => ({ name: name!, rest: rest! }))

/** What a metric or label is called by Prometheus, where the page calls it so. */
const promNames = new Set(
  [...page.matchAll(/\bhosted_checkout_[a-z_]+/g)].map(([name]) => name.replace(/_(bucket|count|sum|total)$/, '')),
)
const asProm = (name: string): string => name.replaceAll('.', '_')

const events = resolve(__dirname, '../../src/telemetry/events.ts')
const interfaces = new Map(
  ts
    .createSourceFile(events, readFileSync(events, 'utf8'), ts.ScriptTarget.Latest, true)
    .statements.filter((statement) => ts.isInterfaceDeclaration(statement))
    .map((declared) => [declared.name.text, declared]),
)

/** The fields of an event, those that it inherits included, each with its type: of a literal, its words. */
function fieldsOf(type: string): ReadonlyMap<string, string> {
  const declared = interfaces.get(type)!
  const inherited = (declared.heritageClauses ?? []).flatMap(({ types }) =>
    types.flatMap(({ expression }) => [...fieldsOf(expression.getText())]),
  )
  const own = declared.members
    .filter((member) => ts.isPropertySignature(member))
    .map((member) => [plain(member.name.getText()), plain(member.type!.getText())] as const)
  return new Map([...inherited, ...own])
}

const plain = (text: string): string => text.replaceAll(/['\s]/g, '')

describe('docs/watching.md', () => {
  it('has every metric and every channel in its tables, and no other', () => {
    const named = rows
      .map(({ name }) => name)
      .filter((name) => /^(hosted_checkout\.|express-hosted-checkout:)/.test(name))
    const metricNames = Object.keys({ ...counts, ...durations, ...gauges })
    const channelNames = Object.keys(channels).map((name) => `express-hosted-checkout:${name}`)

    expect(named.sort()).toEqual([...metricNames, ...channelNames].sort())
    expect(page).toContain(`\`${String(orderChannel.name)}\` is a plain channel`)
  })

  it('has every field of every event', () => {
    const table = Object.fromEntries(rows.map(({ name, rest }) => [name, rest]))
    const cellOf = (row: string): string[] => {
      const cell = (table[row] ?? '').split('|').at(-1)!
      return [...cell.matchAll(/`(\w+)`/g)].map(([, field]) => field!).sort()
    }

    const operations = [...fieldsOf('OperationEvents')].map(([name, type]) => [name, fieldsOf(type)] as const)
    const toldAlways = [...fieldsOf('OperationEvent').keys()]
    for (const [name, fields] of operations) {
      const own = [...fields.keys()].filter((field) => !toldAlways.includes(field))
      expect([name, cellOf(`express-hosted-checkout:${name}`)]).toEqual([name, own.sort()])
    }
    expect(operations).toHaveLength(Object.keys(channels).length)

    const facts = [...fieldsOf('OrderFacts').keys()]
    const kinds = [...interfaces.keys()].flatMap((type) => {
      const fields = fieldsOf(type)
      const own = [...fields.keys()].filter((field) => field !== 'kind' && !facts.includes(field)).sort()
      return (fields.get('kind') ?? '').split('|').flatMap((kind) => (kind === '' ? [] : [[kind, own] as const]))
    })
    expect(kinds.map(([kind]) => [kind, cellOf(kind)])).toEqual(kinds)
    expect(kinds).toHaveLength(7)
  })

  it('says what is done about each of its ten alerts, at headings that exist', () => {
    const alerts = [...page.matchAll(/- alert: (\w+)/g)].map(([, name]) => name!)
    const told = rows.filter(({ name }) => alerts.includes(name))

    expect(told.map(({ name }) => name)).toEqual(alerts)
    expect(alerts).toHaveLength(10)
    const links = [...page.matchAll(/\]\((\w[\w-]*\.md)(?:#([\w-]+))?\)/g)].map(([, file, heading]) => ({
      file,
      heading,
    }))
    const headingsOf = (file: string): string[] =>
      [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, words]) => words!.toLowerCase().replaceAll(' ', '-'))
    expect(links.filter(({ file, heading }) => heading && !headingsOf(file!).includes(heading))).toEqual([])
    expect(links.length).toBeGreaterThan(10)
  })

  it('asks Prometheus for nothing but what its exporter serves', async () => {
    const exporter = new PrometheusExporter({ preventServerStart: true })
    const provider = new MeterProvider({ readers: [exporter] })
    metrics.disable()
    metrics.setGlobalMeterProvider(provider)
    const store = await openStore({ options: { callback: { key: 'the-key-of-the-callbacks' } } })
    await store.checkout.start()
    const browser = store.browser()
    const declined = await buy(store, browser, 'tea')
    await store.bank.pay(declined.gatewayOrderId, { number: '5168494895055780' })
    await store.checkout.settle(declined.orderNumber)
    const { gatewayOrderId } = await buy(store, browser)
    const { location } = await store.bank.pay(gatewayOrderId)
    await browser.get(pathOf(location)).expect(200)
    await browser.get(store.path('/payment/callback?orderNumber=1&mdOrder=2')).expect(403)
    store.bank.fault({ kind: 'html', method: 'register.do', body: '{"errorCode":"5","errorMessage":"Access denied"}' })
    await browser.get(store.path('/checkout/pearls')).expect(502)
    const served = await servedBy(exporter)
    await store.close()
    await provider.shutdown()
    metrics.disable()
    metrics.setGlobalMeterProvider(leakyMeterProvider)

    const names = new Set([...served.matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name!.replace(/_total$/, '')))
    const labels = new Set([...served.matchAll(/[{,](\w+)="/g)].map(([, name]) => name))
    const unknown = [...promNames].filter((name) => !names.has(name) && !labels.has(name))
    // The Collector's own name, given as such.
    expect(unknown).toEqual([asProm('hosted_checkout.sweep.lag_seconds')])
    expect(promNames.size).toBeGreaterThan(15)
  })
})

/** What Prometheus would be answered. */
async function servedBy(exporter: PrometheusExporter): Promise<string> {
  let text = ''
  const done = new Promise<void>((resolve) => {
    const answer = { statusCode: 0, setHeader: () => undefined, end: (body: string) => ((text = body), resolve()) }
    exporter.getMetricsRequestHandler({} as never, answer as never)
  })
  await done
  return text
}

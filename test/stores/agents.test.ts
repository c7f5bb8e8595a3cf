import { spawn } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { until } from '../support/until.ts'
import { cards, makeBuyer, payBy } from './buyer.ts'
import { ground, newFolder, root } from './ground.ts'
import { killWhatRuns, run } from './programs.ts'
import { freePort } from './start-example.ts'
import type { Ending } from './programs.ts'

const read = (file: string): string => readFileSync(join(root, file), 'utf8')

/** The commands under "See that it works", as they stand. */
const [, block = ''] = /## See that it works\n\n```sh\n([\s\S]*?)```/.exec(read('AGENTS.md')) ?? []
const [sandbox = '', store = '', ...looks] = block.trim().split('\n')

/** The store of the first sale. */
const [, program = ''] = /```ts\n([\s\S]*?)```/.exec(read('docs/first-sale.md')) ?? []

describe('the commands of AGENTS.md', () => {
  let folder: string
  let ports: { readonly bank: string; readonly shop: string }
  let stop: (() => Promise<unknown>)[]

  beforeEach(async () => {
    const { folder: everything, stores } = ground()
    folder = newFolder(join(everything, 'agents-store'))
    cpSync(join(stores['latest 5']!.folder, 'node_modules'), join(folder, 'node_modules'), { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    ports = { bank: await freePort(), shop: await freePort() }
    stop = []
  })
  afterEach(async () => {
    await Promise.all(stop.map((one) => one()))
    await killWhatRuns()
  })

  /** With the Node of this run first on the path, as in a shell; the ports are free ones in place of 4000 and 3000. */
  const environment = (): NodeJS.ProcessEnv => ({
    HOME: process.env.HOME,
    PATH: `${dirname(ground().nodes['24']!.path)}:${process.env.PATH ?? ''}`,
  })
  const typed = (line: string): Promise<Ending> =>
    run('sh', ['-c', line], { folder, environment: environment() as never })

  /** Starts what runs until Ctrl-C, and waits until it has said so. */
  async function open(line: string, said: RegExp): Promise<() => string> {
    // `exec`: the signal is for the program, not for the shell.
    const child = spawn('sh', ['-c', `exec ${line}`], { cwd: folder, env: environment(), detached: true })
    let text = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (more: string) => (text += more))
    stop.push(async () => {
      const ended = once(child, 'close')
      // Ctrl-C goes to every program of the terminal.
      process.kill(-child.pid!, 'SIGINT')
      await ended
    })
    await until(
      () => said.test(text),
      () => text,
    )
    return () => text
  }

  it('make a sale, and tell of it', async () => {
    expect(looks).toHaveLength(3)
    expect(await typed('npx express-hosted-checkout init')).toMatchObject({ exitCode: 0 })
    const env = readFileSync(join(folder, '.env'), 'utf8')
    writeFileSync(join(folder, '.env'), env.replaceAll(':4000', `:${ports.bank}`).replaceAll(':3000', `:${ports.shop}`))
    writeFileSync(join(folder, 'server.js'), program.replace('listen(3000', `listen(${ports.shop}`))

    await open(`${sandbox} --port ${ports.bank}`, /127\.0\.0\.1/)
    const said = await open(store, /checkout/)
    const buyer = makeBuyer()
    const { location = '' } = await buyer.get(`http://localhost:${ports.shop}/checkout/mug`)
    const { location: back = '' } = await payBy(buyer, location, cards.approved)
    await buyer.get(back)
    await until(
      () => said().includes('hand over mug'),
      () => said(),
    )
    const [doctor, orders, explain] = [looks[0]!, looks[1]!, looks[2]!]

    // Its warnings are of a store on one's own machine.
    expect(await typed(doctor)).toMatchObject({ exitCode: 0 })
    const { stdout } = await typed(orders)
    const { orders: found } = JSON.parse(stdout) as {
      orders: { readonly orderNumber: string; readonly status: string }[]
    }
    expect(found).toMatchObject([{ status: 'paid' }])
    const told = await typed(explain.replace('<order-number>', found[0]!.orderNumber))
    expect(told).toMatchObject({ exitCode: 0 })
    expect(told.stdout).toMatch(/paid/)
  })
})

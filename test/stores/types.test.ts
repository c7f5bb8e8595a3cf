import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isWhole } from './cells.ts'
import { ground, install, newFolder } from './ground.ts'
import { killWhatRuns, succeed } from './programs.ts'

const { folder: everything, tarball } = ground()

afterEach(killWhatRuns)

/** What a store's compiler sees. `@ts-expect-error` proves that the types are really there. */
const typedShop = `
import { hostedCheckout, CheckoutError } from 'express-hosted-checkout'
import type { CheckoutOptions, HostedCheckout, Order } from 'express-hosted-checkout'
import { createSandbox } from 'express-hosted-checkout/sandbox'
import { testStore } from 'express-hosted-checkout/testing'
import type { Express } from 'express'

declare const app: Express
const options: CheckoutOptions = { catalog: { mug: { amountMinor: 1999, currency: 'EUR' } } }
const checkout: HostedCheckout = hostedCheckout({ ...options, onPaid: (order) => order.orderNumber.length })
export const paid: Promise<Order> = checkout.settle('x')
// @ts-expect-error
export const wrong: number = checkout.settle('x')
// @ts-expect-error
hostedCheckout({ ...options, sucess: () => undefined })
export const bank = createSandbox({ port: 0 }).then(({ url }) => url.length)
// @ts-expect-error
createSandbox({ prot: 0 })
export const tested = testStore((test) => (hostedCheckout({ ...options, ...test }), app)).then((store) => {
  store.bank.fault('reset-after', { method: 'register.do' })
  // @ts-expect-error
  store.bank.fault('reset-aftr')
  return store.buyer().buy('mug').then((order) => store.expectHandedOver(order))
})
export const isOurs = (error: unknown): boolean =>
  error instanceof CheckoutError && error.code === 'CHECKOUT_CONFIGURATION'
`

/** How a compiler looks for packages, and what it is shown: a file of either module system where it knows both. */
const ways = {
  node10: { flags: ['--module', 'commonjs', '--moduleResolution', 'node10'], files: ['typed.ts'] },
  node16: { flags: ['--module', 'node16'], files: ['typed.cts', 'typed.mts'] },
  nodenext: { flags: ['--module', 'nodenext'], files: ['typed.cts', 'typed.mts'] },
  bundler: { flags: ['--module', 'esnext', '--moduleResolution', 'bundler'], files: ['typed.ts'] },
} as const

type Way = keyof typeof ways

/** A store's compiler, and the type packages of Node and Express that it can read. */
interface Compiler {
  readonly typescript: string
  readonly express: '4' | '5'
  readonly nodeTypes: string
  readonly ways: readonly Way[]
  readonly flags?: readonly string[]
}

const everyWay = Object.keys(ways) as Way[]
const ofNow = { express: '5', nodeTypes: '22' } as const

/** The oldest TypeScript that the README claims, and the newest. From 7.0 on there is no `node10`. */
const ends: readonly Compiler[] = [
  {
    typescript: '5.0.4',
    express: '4',
    nodeTypes: '18.19.0',
    // Here `nodenext` is `node16`.
    ways: isWhole ? everyWay : ['node10', 'node16', 'bundler'],
  },
  { typescript: '7', ...ofNow, ways: ['node16', 'nodenext', 'bundler'] },
]

const between: readonly Compiler[] = [
  { typescript: '5.4', express: '4', nodeTypes: '22', ways: everyWay },
  { typescript: '5.9', ...ofNow, ways: everyWay },
  { typescript: '6', ...ofNow, ways: everyWay, flags: ['--ignoreDeprecations', '6.0'] },
]

describe.each(isWhole ? [...ends, ...between] : ends)("a store's TypeScript $typescript", (compiler) => {
  const { typescript, express, nodeTypes, flags: ownFlags = [] } = compiler
  let folder: string

  beforeAll(async () => {
    folder = newFolder(join(everything, `typed-${typescript}`))
    const types = [`@types/express@${express}`, '@types/express-session@1', `@types/node@${nodeTypes}`]
    await install(folder, [tarball, `express@${express}`, 'express-session@1', `typescript@${typescript}`, ...types])
    for (const extension of ['ts', 'cts', 'mts']) writeFileSync(join(folder, `typed.${extension}`), typedShop)
  })

  it.each(compiler.ways)(
    'accepts the types of every sub-path by %s, with target ES2016 and all library checks',
    async (way) => {
      const target = ['--target', 'es2016', '--lib', 'es2016', '--skipLibCheck', 'false']
      const flags = ['--noEmit', '--strict', '--types', 'node', ...target, ...ways[way].flags, ...ownFlags]

      const tsc = join(folder, 'node_modules/typescript/bin/tsc')
      await succeed(process.execPath, [tsc, ...flags, ...ways[way].files], { folder })
    },
  )
})

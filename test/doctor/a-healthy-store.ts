import type { Finding, FindingCode } from '../../src/index.ts'
import { environmentOf, run } from '../cli/a-world.ts'
import type { Ran } from '../cli/a-world.ts'
import { buy, openStore } from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'
import { until } from '../support/until.ts'

/** The key with which the bank signs its callbacks. */
export const callbackKey = 'ooc7slpvc61k7sf7ma7p4hrefr'

/** A store that its doctor finds nothing wrong with: it sweeps, and the bank's callbacks are signed. */
export async function openHealthyStore({ options, bank, ...rest }: StoreOptions = {}): Promise<Store> {
  return openStore({
    ...rest,
    bank: (baseUrl) => ({
      callback: { url: 'http://127.0.0.1:9/', key: callbackKey },
      ...(typeof bank === 'function' ? bank(baseUrl) : bank),
    }),
    options: { callback: { dynamic: true, key: callbackKey }, ...options },
  })
}

/**
 * Starts it, sells and pays one thing, and waits until the ledger knows of all that was seen meanwhile, the callback
 * included.
 */
export async function sell(
  store: Store,
  callback: 'signed' | 'unsigned' | 'refused' | 'none' = 'signed',
): Promise<{ orderNumber: string; gatewayOrderId: string }> {
  await store.checkout.start()
  const bought = await buy(store, store.browser())
  await store.bank.pay(bought.gatewayOrderId)
  await store.checkout.settle(bought.orderNumber)
  await knownOnLedger(store, 'sweeps = 1')
  if (callback !== 'none') {
    const seen = `select shop from checkout_shops where callback_${callback}_at is not null`
    await until(async () => (await store.database.sql(seen)).length > 0)
  }
  return bought
}

/** Waits until the heartbeat has written this. */
export async function knownOnLedger(store: Store, condition: string): Promise<void> {
  await until(async () => {
    await store.checkout.orders.get('X')
    return (await store.database.sql(`select process from checkout_processes where ${condition}`)).length > 0
  })
}

/** Runs the command with the store's variables, and with changes to them. */
export async function examine(
  store: Store,
  changes: Readonly<Record<string, string | undefined>> = {},
  words: readonly string[] = ['doctor', '--json'],
): Promise<Ran & { readonly findings: readonly Finding[] }> {
  const given: Readonly<Record<string, string | undefined>> = {
    ...environmentOf(store),
    CHECKOUT_CALLBACK_KEY: callbackKey,
    ...changes,
  }
  const ran = await run(words, Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)))
  const isJson = words.includes('--json') && ran.out !== ''
  const { findings } = (isJson ? JSON.parse(ran.out) : {}) as { readonly findings?: readonly Finding[] }
  return { ...ran, findings: findings ?? [] }
}

export function codesOf(findings: readonly Finding[]): FindingCode[] {
  return findings.map(({ code }) => code)
}

/** What the test server itself lacks: its role may do everything, and its disk need not last. */
export const ofTestServer: readonly FindingCode[] = ['role-too-mighty', 'commits-not-durable']

/** The codes, without those of the test server. */
export function planted(findings: readonly Finding[]): FindingCode[] {
  return codesOf(findings).filter((code) => !ofTestServer.includes(code))
}

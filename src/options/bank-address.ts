import { findBank } from '../banks/index.ts'
import type { BankAddresses, KnownBank } from '../banks/index.ts'
import { isLoopback } from '../loopback.ts'

/** What the options of the gateway say about its bank, not checked yet. */
export interface BankChoice {
  readonly preset?: unknown
  readonly live?: unknown
}

/** The bank that is chosen by name; undefined if none is, or if nobody knows it. */
export function chosenBank({ preset }: BankChoice): KnownBank | undefined {
  return typeof preset === 'string' ? findBank(preset) : undefined
}

/** The root that follows from the choice of a bank; undefined if the store must say it. */
export function rootOfChoice(choice: BankChoice): string | undefined {
  const [root, ...others] = rootsOfChoice(choice)
  return others.length === 0 ? root : undefined
}

/** What is said of a root that is missing; undefined if another option is wrong, whose own rule says so. */
export function missingRootFault(choice: BankChoice): string | undefined {
  if (choice.preset === undefined) return wantedRoot
  const bank = chosenBank(choice)
  if (!bank || typeof choice.live !== 'boolean') return undefined
  const roots = rootsOfChoice(choice)
  const which = `wanted the root of the ${wordOf(choice.live)} API of ${bank.name}`
  return roots.length === 0
    ? `${which}, which no public source tells: ask the bank`
    : `${which}, which your contract tells (${roots.join(', ')})`
}

function rootsOfChoice(choice: BankChoice): readonly string[] {
  const bank = chosenBank(choice)
  return (bank && typeof choice.live === 'boolean' ? sideOf(bank, choice.live).roots : undefined) ?? []
}

/** What is said of a root that is missing or not safe. */
export const wantedRoot =
  "wanted the https root of the bank's REST API (http on loopback only), without login, query or fragment, such as " +
  'https://bank.example/payment/rest/'

/**
 * Why an address is not one of the chosen bank; undefined if it may be. On loopback the sandbox plays any bank. Where
 * no host is known, any may be the bank's, but not one of its other installation.
 */
export function otherBankFault(url: string, choice: BankChoice): string | undefined {
  const bank = chosenBank(choice)
  const { hostname } = new URL(url)
  if (!bank || typeof choice.live !== 'boolean' || isLoopback(hostname)) return undefined
  const own = hostsOf(sideOf(bank, choice.live))
  if (own.includes(hostname)) return undefined
  const whose = `${bank.name}, ${wordOf(choice.live)}`
  if (hostsOf(sideOf(bank, !choice.live)).includes(hostname)) {
    return `wanted an address of ${whose}, as gateway.live says; this one is its ${wordOf(!choice.live)} address`
  }
  return own.length === 0 ? undefined : `wanted an address of ${whose} (${own.join(', ')}), or no gateway.preset`
}

/** The hosts of the payment page, where they are not the host of the API. */
export function pageHostsOf(url: string, choice: BankChoice): readonly string[] {
  const { host, hostname } = new URL(url)
  const bank = chosenBank(choice)
  const isAtBank = bank !== undefined && !isLoopback(hostname)
  return (isAtBank ? sideOf(bank, choice.live === true).pageHosts : undefined) ?? [host]
}

function sideOf({ live, test }: KnownBank, isLive: boolean): BankAddresses {
  return isLive ? live : test
}

function wordOf(isLive: boolean): string {
  return isLive ? 'live' : 'test'
}

/** Every host of the API, without ports: a bank may move to another one. */
function hostsOf({ roots, formerRoots = [], otherHosts = [] }: BankAddresses): readonly string[] {
  const all = [...(roots ?? []), ...formerRoots].map((root) => new URL(root).hostname)
  return [...new Set([...all, ...otherHosts])]
}

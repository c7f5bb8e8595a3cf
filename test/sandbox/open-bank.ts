import { createSandbox } from '../../src/sandbox/index.ts'
import type { Sandbox, SandboxOptions } from '../../src/sandbox/index.ts'

/** A running sandbox with shortcuts to call it. */
export interface OpenBank {
  readonly sandbox: Sandbox
  /** Posts a form with the merchant's login. Undefined parameters are left out. */
  readonly call: (method: string, parameters?: Parameters) => Promise<Answer>
  /** Registers an order of EUR 19.99 and returns the gateway's id. */
  readonly register: (parameters?: Parameters) => Promise<string>
  readonly status: (orderId: string) => Promise<Answer>
}

/** The answer to a call. The ids are there only if the protocol has them for that call. */
export interface Answer {
  readonly orderId: string
  readonly formUrl: string
  readonly [field: string]: unknown
}

type Parameters = Readonly<Record<string, string | undefined>>

const open: Sandbox[] = []
let ordersCount = 0

afterEach(async () => {
  await Promise.all(open.splice(0).map((sandbox) => sandbox.close()))
})

export async function openBank(options: SandboxOptions = {}): Promise<OpenBank> {
  const sandbox = await createSandbox(options)
  open.push(sandbox)

  async function call(method: string, parameters: Parameters = {}): Promise<Answer> {
    const all: Parameters = { userName: 'sandbox-api', password: 'sandbox', ...parameters }
    const given = Object.entries(all).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as [string, string]],
    )
    const answer = await fetch(sandbox.url + method, { method: 'POST', body: new URLSearchParams(given) })
    expect(answer.status).toBe(200)
    return (await answer.json()) as Answer
  }

  async function register({ method = 'register.do', ...parameters }: Parameters = {}): Promise<string> {
    const { orderId } = await call(method, { ...anOrder(), ...parameters })
    expect(orderId).toEqual(expect.any(String))
    return orderId
  }

  return { sandbox, call, register, status: (orderId) => call('getOrderStatusExtended.do', { orderId }) }
}

/** Parameters of a valid registration, with a new order number each time. */
export function anOrder(): { orderNumber: string; amount: string; currency: string; returnUrl: string } {
  ordersCount += 1
  return {
    orderNumber: `order-${ordersCount}`,
    amount: '1999',
    currency: '978',
    returnUrl: 'http://127.0.0.1:3000/payment/return',
  }
}

import type { RequestHandler } from 'express'
import request from 'supertest'
import type { Authorize, Operator } from '../../src/index.ts'
import { canaries } from './canaries.ts'
import { openStore, shelf } from './store.ts'
import type { Store, StoreOptions } from './store.ts'

/** A store with a back office at `/office`, below nothing else. */
export interface Office extends Store {
  /** Opens a page as an operator: `operators` by name. */
  as(name: string): OfficeClient
}

export interface OfficeClient {
  get(path: string): request.Test
  /** Sends a form as a page of our own does. */
  post(path: string, fields: Readonly<Record<string, string>>): request.Test
  /** Opens a page and sends its form of this action, with these fields changed. */
  press(path: string, fields?: Readonly<Record<string, string>>): Promise<request.Response>
}

export const operators: Readonly<Record<string, Operator>> = {
  'front-desk': { name: 'front-desk', may: 'everything' },
  owner: { name: 'owner', may: 'everything' },
  'till-2': { name: 'till-2', may: ['refund', 'settle'], mayRefund: [{ amountMinor: 1000, currency: 'EUR' }] },
  auditor: { name: 'auditor', may: 'read' },
}

/** What a shop for the windowsill sells; the last one is somebody's attempt at an attack. */
export const officeShelf = {
  mug: { amountMinor: 1999, currency: 'EUR', description: 'Blue mug', email: canaries['e-mail'] },
  teapot: { amountMinor: 3450, currency: 'EUR', description: 'Round teapot', reference: 'W-10482' },
  cactus: { amountMinor: 1150, currency: 'EUR', description: 'Little cactus', reference: 'W-10483' },
  candle: { amountMinor: 2640, currency: 'EUR', description: 'Beeswax candle', reference: 'W-10484' },
  'window-box': {
    amountMinor: 128_000,
    currency: 'EUR',
    description: 'Window box, hand painted',
    reference: 'W-10485',
  },
  markup: {
    amountMinor: 100,
    currency: 'EUR',
    description: '<script>alert(1)</script>"><img src=x onerror=alert(1)>',
    reference: `'"><b>W-10486</b>`,
    metadata: { basket: '</pre><script>alert(1)</script>', long: 'x'.repeat(400) },
  },
}

export interface OfficeOptions extends StoreOptions {
  readonly authorize?: Authorize
}

/** Opens a store whose staff says by a header who they are. */
export async function openOffice({ authorize, ...options }: OfficeOptions = {}): Promise<Office> {
  const mounted: { office?: RequestHandler } = {}
  const store = await openStore({
    ...options,
    options: { catalog: { ...shelf, ...officeShelf }, shop: { name: 'Windowsill' }, ...options.options },
    before: (app) => {
      options.before?.(app)
      app.use('/office', (req, res, next) => mounted.office?.(req, res, next))
    },
  })
  mounted.office = store.checkout.backOffice({
    authorize: authorize ?? ((req) => operators[req.get('x-operator') ?? '']),
  })
  return Object.assign(store, { as: (name: string) => clientOf(store, name) })
}

function clientOf({ server }: Store, name: string): OfficeClient {
  const get = (path: string): request.Test => request(server).get(`/office${path}`).set('x-operator', name)
  const post: OfficeClient['post'] = (path, fields) =>
    request(server)
      .post(`/office${path}`)
      .set('x-operator', name)
      .set('sec-fetch-site', 'same-origin')
      .type('form')
      .send(fields)
  return {
    get,
    post,
    async press(path, fields = {}) {
      const page = await get(path).expect(200)
      const { address, ...form } = formOf(page.text)
      return post(address.replace(/^\/office/, ''), { ...form, ...fields })
    },
  }
}

/** The address and the fields of the last form that a page posts. */
export function formOf(html: string): Readonly<Record<string, string>> & { readonly address: string } {
  const form = [...html.matchAll(/<form[^>]*method="post"[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)].at(-1)
  if (!form) throw new Error('The page has no form that posts.')
  const fields = [...form[2]!.matchAll(/<input\s[^>]*?name="([^"]*)"[^>]*?(?:value="([^"]*)")?[^>]*>/g)].map(
    ([tag, name]) => [name!, /value="([^"]*)"/.exec(tag)?.[1] ?? ''] as const,
  )
  return { ...Object.fromEntries(fields), address: form[1]! }
}

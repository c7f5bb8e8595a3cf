import { Agent, request } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'

/** What a browser sends with a click. */
const browserHeaders = {
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  'accept-encoding': 'gzip, deflate, br',
  'accept-language': 'en-GB,en;q=0.9',
  'sec-fetch-dest': 'document',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-site': 'same-origin',
  'sec-fetch-user': '?1',
  'upgrade-insecure-requests': '1',
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0',
} as const

/** A buyer who is at the bank's page, or comes back from it. */
export interface Buyer {
  readonly cookie: string
  readonly orderId: string
}

/** Buyers at one store, each with a browser of its own. */
export interface Buyers {
  /** A new buyer presses Buy, and is sent to the bank. */
  checkOut(): Promise<Buyer>
  /** A buyer comes back from the bank, and is led to the store's thanks. */
  comeBack(buyer: Buyer): Promise<void>
  close(): void
}

/** Buyers at one store, so many at once. */
export interface Crowd {
  /** So many new buyers press Buy; each is sent to the bank. */
  checkOut(count: number): Promise<readonly Buyer[]>
  /** Each comes back from the bank, and is led to the store's thanks. */
  comeBack(buyers: readonly Buyer[]): Promise<void>
  close(): void
}

export function buyersAt(url: string, maxSockets = Infinity): Buyers {
  const agent = new Agent({ keepAlive: true, maxSockets })
  const get = (path: string, cookie?: string): Promise<Answer> =>
    ask(agent, new URL(path, url), cookie === undefined ? {} : { cookie })

  return {
    async checkOut() {
      const { status, headers } = await get('/checkout/mug')
      const { location } = headers
      if ((status !== 302 && status !== 303) || location === undefined)
        throw new Error(`A checkout answered ${status}.`)
      const cookie = (headers['set-cookie'] ?? []).map((one) => one.slice(0, one.indexOf(';'))).join('; ')
      return { cookie, orderId: new URL(location).searchParams.get('mdOrder') ?? '' }
    },
    async comeBack({ cookie, orderId }) {
      const { status, headers } = await get(`/payment/return?orderId=${orderId}&lang=en`, cookie)
      const { location } = headers
      if (status !== 303 || !location?.startsWith('/thanks')) {
        throw new Error(`A return answered ${status} and led to ${location ?? 'nowhere'}.`)
      }
    },
    close: () => agent.destroy(),
  }
}

export function crowdAt(url: string, atOnce: number): Crowd {
  const { checkOut, comeBack, close } = buyersAt(url, atOnce)
  return {
    checkOut: (count) => each(Array.from({ length: count }), atOnce, checkOut),
    comeBack: async (buyers) => void (await each(buyers, atOnce, comeBack)),
    close,
  }
}

/** Does the work for each, so many at once. */
async function each<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  const entries = items.entries()
  const worker = async (): Promise<void> => {
    for (const [index, item] of entries) results[index] = await work(item)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return results
}

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
}

function ask(agent: Agent, url: URL, headers: Readonly<Record<string, string>>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, headers: { ...browserHeaders, ...headers } }, (answer) => {
      answer.resume()
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers }))
      answer.once('error', reject)
    })
    sent.once('error', reject)
    sent.end()
  })
}

import { pageWords } from '../page-words.ts'
import type { CardInput } from '../sandbox/buyer.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { makeBrowser } from './browser.ts'
import type { Browser, Landing, Page, VisitOptions } from './browser.ts'
import { requireNames } from './require-names.ts'

/** A card number, with or without gaps, or whatever else a buyer enters on the bank's page. */
export type CardChoice = string | Partial<CardInput>

export interface BuyOptions extends VisitOptions {
  /** The card to pay with. By default one that is approved. */
  readonly card?: CardChoice
}

/** Something that the store sells: a sku of its catalog, or a route of its own that leads to the bank. */
export type Wanted = string | { readonly path: string }

/** A person with a browser of their own. */
export interface Buyer {
  /**
   * Presses Buy, pays, and comes back to the store. If the card is refused, they give up and come back unpaid.
   *
   * @throws Error if the store does not lead to the bank; the message has what it answered instead.
   */
  buy(wanted: Wanted, options?: BuyOptions): Promise<Purchase>
  /** Presses Buy, and stops on the bank's page. */
  checkout(wanted: Wanted, options?: VisitOptions): Promise<Purchase>
  /** Presses Buy twice at the same instant. */
  doubleClick(wanted: Wanted, options?: VisitOptions): Promise<readonly [Purchase, Purchase]>
  /** Opens a page of the store, or sends a form to it: a path, or a whole address. */
  visit(path: string, options?: VisitOptions): Promise<Page>
}

/** An order on its way through the bank. A buyer who closes the tab just does nothing more with it. */
export interface Purchase {
  readonly orderNumber: string
  readonly gatewayOrderId: string
  /** The bank's page. */
  readonly formUrl: string
  /** The page of the store that the buyer saw last; undefined before they have come back. */
  readonly page: Page | undefined
  /**
   * Pays on the bank's page. Does not come back: `comeBack` does.
   *
   * @throws Error if the order cannot be paid any more, e.g. is paid already.
   */
  pay(card?: CardChoice): Promise<Purchase>
  /**
   * Has each attempt refused until the bank gives the order up, whatever cards are stored for the buyer.
   *
   * @throws Error if the order cannot be paid any more.
   */
  decline(): Promise<Purchase>
  /** Presses "Cancel" on the bank's page. */
  cancel(): Promise<Purchase>
  /** Goes back to the store as the bank leads there; again and again if asked to. */
  comeBack(options?: {
    /** The browser of somebody else. */
    readonly in?: Buyer
  }): Promise<Page>
}

export interface BuyersDeps {
  readonly bank: Sandbox
  /** Where the router is mounted. */
  readonly baseUrl: string
  /** How often a buyer presses Buy again when the store says that the bank is away: a person would, on a bad day. */
  readonly tries: () => number
  /** What every error of this test ends with. */
  readonly hint: () => string
}

const visitNames = ['method', 'form', 'headers'] as const satisfies readonly (keyof VisitOptions)[]

/** Makes buyers, each with a browser of their own. */
export function makeBuyers(deps: BuyersDeps): () => Buyer {
  const bankOrigin = new URL(deps.bank.url).origin
  const browsers = new WeakMap<Buyer, Browser>()

  return function newBuyer() {
    const browser = makeBrowser((url) => new URL(url).origin === bankOrigin)
    const press = makePress(deps, browser)
    const purchaseOf = makePurchases(deps, (buyer) => (buyer && browsers.get(buyer)) ?? browser)
    async function checkout(wanted: Wanted, options: VisitOptions = {}, verb = 'checkout'): Promise<Purchase> {
      if (typeof wanted !== 'string') requireNames(verb, wanted, ['path'])
      requireNames(verb, options, visitNames)
      return purchaseOf(await press(wanted, options))
    }
    const buyer: Buyer = {
      checkout: (wanted, options) => checkout(wanted, options),
      async buy(wanted, options = {}) {
        requireNames('buy', options, ['card', ...visitNames])
        const { card, ...visit } = options
        const purchase = await checkout(wanted, visit, 'buy')
        await purchase.pay(card)
        await purchase.comeBack()
        return purchase
      },
      async doubleClick(wanted, options) {
        const press = (): Promise<Purchase> => checkout(wanted, options, 'doubleClick')
        return Promise.all([press(), press()])
      },
      async visit(path, options = {}) {
        requireNames('visit', options, visitNames)
        const landing = await browser.visit(new URL(path, deps.baseUrl).href, options, 'store')
        if ('page' in landing) return landing.page
        throw new Error(`${path} leads to the bank. Use buyer.checkout({ path: '${path}' }).${deps.hint()}`)
      },
    }
    browsers.set(buyer, browser)
    return buyer
  }
}

/** One press of Buy, up to the bank's page. */
function makePress({ baseUrl, tries, hint }: BuyersDeps, browser: Browser) {
  return async (wanted: Wanted, options: VisitOptions = {}): Promise<string> => {
    const path = typeof wanted === 'string' ? `checkout/${encodeURIComponent(wanted)}` : wanted.path
    const base = typeof wanted === 'string' ? `${baseUrl}/` : baseUrl
    const url = new URL(path, base).href
    const visit = (): Promise<Landing> => browser.visit(url, { method: 'POST', ...options }, 'store')
    let landing = await visit()
    for (let more = tries(); more > 0 && 'page' in landing && landing.page.status >= 500; more -= 1) {
      landing = await visit()
    }
    if ('formUrl' in landing) return landing.formUrl
    throw new Error(`${notSold(wanted, landing.page)}${hint()}`)
  }
}

function notSold(wanted: Wanted, { url, status, text }: Page): string {
  const what = typeof wanted === 'string' ? `"${wanted}"` : wanted.path
  const words = pageWords(text)
  const answer = `${url} answered ${status}: ${words.length > 300 ? `${words.slice(0, 300)}…` : words}`
  if (status === 404) return `The store does not sell ${what}. ${answer}`
  return `Buying ${what} did not lead to the bank. ${answer}`
}

function makePurchases({ bank, hint }: BuyersDeps, browserOf: (buyer: Buyer | undefined) => Browser) {
  return (formUrl: string): Purchase => {
    // Banks call it `mdOrder` or `orderId`.
    const [order] = [...new URL(formUrl).searchParams.values()].flatMap((value) => bank.order(value) ?? [])
    if (!order) throw new Error(`The bank knows no order of the page ${formUrl}.${hint()}`)
    const { gatewayOrderId } = order
    /** Where the bank sends the buyer. */
    let leadsTo: string | undefined
    let page: Page | undefined

    const purchase: Purchase = {
      orderNumber: order.orderNumber,
      gatewayOrderId,
      formUrl,
      get page() {
        return page
      },
      async pay(card = {}) {
        const status = bank.order(gatewayOrderId)?.orderStatus
        if (status === 1 || status === 2) {
          throw new Error(
            `Order ${order.orderNumber} is paid already: the bank's page takes no second payment.${hint()}`,
          )
        }
        const { location } = await bank.pay(gatewayOrderId, typeof card === 'string' ? { number: card } : card)
        leadsTo = location
        return purchase
      },
      async decline() {
        leadsTo = (await bank.decline(gatewayOrderId)).location
        return purchase
      },
      async cancel() {
        leadsTo = (await bank.cancel(gatewayOrderId)).location
        return purchase
      },
      async comeBack(back = {}) {
        requireNames('comeBack', back, ['in'])
        const { in: other } = back
        // Nobody leads them: whoever gives up leaves by the link of the bank's page.
        leadsTo ??= (await bank.cancel(gatewayOrderId)).location
        const landing = await browserOf(other).visit(leadsTo, {}, 'bank')
        if ('formUrl' in landing) throw new Error(`The store sent the buyer back to the bank's page.${hint()}`)
        page = landing.page
        return page
      },
    }
    return purchase
  }
}

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { makeBrowser } from '../../src/prove/buyer/browser.ts'
import { linksOf, formsOf } from '../../src/prove/buyer/forms.ts'
import { discover, goToBank } from '../../src/prove/buyer/journey.ts'
import { NoAnswerError, UnfitStoreError } from '../../src/prove/findings/unfit-store.ts'

let store: Server
let baseUrl: string
let answer: RequestListener

beforeAll(async () => {
  store = createServer((req, res) => answer(req, res)).listen(0, '127.0.0.1')
  await once(store, 'listening')
  baseUrl = `http://127.0.0.1:${(store.address() as AddressInfo).port}`
})

afterAll(() => void store.close())

const leadTo =
  (location: string): RequestListener =>
  (_req, res) =>
    void res.writeHead(303, { location }).end()

describe("a buyer's browser", () => {
  it.each<[string, RequestListener]>([
    ['is closed without an answer', (_req, res) => void res.destroy()],
    [
      'breaks in the middle of a page',
      (_req, res) => void res.writeHead(200, { 'content-length': '100' }).write('thank', () => res.destroy()),
    ],
    ['speaks something else', (req) => void req.socket.end('220 mail.example ready\r\n')],
  ])('has no answer of a store whose connection %s', async (_how, how) => {
    answer = how
    const visit = makeBrowser(baseUrl).visit(`${baseUrl}/thanks?token=secret`)

    await expect(visit).rejects.toThrow(NoAnswerError)
    await expect(visit).rejects.toThrow(/^GET http:\/\/127\.0\.0\.1:\d+\/thanks was not answered: /)
  })

  it('says where a store leads to that leads nowhere', async () => {
    answer = leadTo('http://')

    const following = makeBrowser(baseUrl).follow(`${baseUrl}/cart`)
    await expect(following).rejects.toThrow(UnfitStoreError)
    await expect(following).rejects.toThrow(/GET http:\/\/127\.0\.0\.1:\d+\/cart leads to what is no address/)
  })

  it('goes only so far where a store leads on without end', async () => {
    answer = leadTo('/again')

    await expect(makeBrowser(baseUrl).follow(baseUrl)).resolves.toMatchObject({ status: 303 })
  })

  it('follows a store to no address but those of the web', async () => {
    answer = leadTo('shop-app://thanks')

    await expect(makeBrowser(baseUrl).follow(baseUrl)).resolves.toMatchObject({ location: 'shop-app://thanks' })
  })
})

describe('a page', () => {
  it.each(['http://', 'https://shop.example/buy', 'mailto:shop@shop.example', 'javascript:buy()'])(
    'has neither a form nor a link for a buyer where it leads to %s',
    (address) => {
      expect(formsOf(`<form action="${address}"><button>Buy</button></form>`, baseUrl)).toEqual([])
      expect(linksOf(`<a href="${address}">Buy</a>`, baseUrl)).toEqual([])
    },
  )

  it('leads to its own site, as a proxy spells it, too', () => {
    const own = `${baseUrl.replace('http:', 'https:')}/buy`

    expect(formsOf(`<form action="${own}"></form><form></form>`, baseUrl)).toMatchObject([
      { url: own },
      { url: `${baseUrl}/` },
    ])
    expect(linksOf(`<a href="${own}"></a><a href="/buy"></a>`, baseUrl)).toEqual([own, `${baseUrl}/buy`])
  })
})

describe('the way to the bank', () => {
  const bankOrigin = 'http://127.0.0.1:1'
  const leadToBank = leadTo(`${bankOrigin}/payment/merchants/shop/payment.html?mdOrder=1`)

  it('stays at the store, whose own address a link may spell with a slash too many', async () => {
    const terms = { baseUrl, bankOrigin }
    answer = (req, res) => {
      if (req.url === '/') res.end(`<a href="${baseUrl}//shop.invalid/checkout/mug">Buy</a>`)
      else leadToBank(req, res)
    }
    const steps = (await discover(makeBrowser(baseUrl), terms, [])) ?? []

    const { pages } = await goToBank(makeBrowser(baseUrl), steps, terms)
    expect(pages.map(({ url }) => url)).toEqual([`${baseUrl}/`, `${baseUrl}//shop.invalid/checkout/mug`])
  })

  it.each(['/\\shop.invalid/buy', '//shop.invalid/buy'])('stays at the store on a step to %s', async (path) => {
    answer = leadToBank
    const step = { send: 'GET', path, body: undefined }

    const { pages } = await goToBank(makeBrowser(baseUrl), [step], { baseUrl, bankOrigin })
    expect(pages.map(({ url }) => new URL(url).origin)).toEqual([baseUrl])
  })
})

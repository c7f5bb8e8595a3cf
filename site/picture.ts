import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page as Tab } from 'playwright-core'
import { openBrowser } from '../test/support/browser.ts'

// Takes the picture of the README, `docs/checkout.webp`, from the example store: `npm run docs:picture`.

const phone = { viewport: { width: 390, height: 780 }, deviceScaleFactor: 2 }
const desk = { viewport: { width: 1180, height: 780 }, deviceScaleFactor: 2 }

const approved = '4111 1111 1111 1111'
const declined = '5168 4948 9505 5780'

const file = 'docs/checkout.webp'
const port = 3100
const front = `http://localhost:${port}/`
const password = 'for-the-picture'

const folder = mkdtempSync(join(tmpdir(), 'checkout-picture-'))
const store = spawn(process.execPath, ['--import', 'tsx', 'example/start.ts'], {
  env: {
    ...process.env,
    PORT: String(port),
    STAFF_PASSWORD: password,
    CHECKOUT_DATABASE_URL: `sqlite:${join(folder, 'checkout.db')}`,
    SHOP_DATABASE: join(folder, 'shop.db'),
  },
  stdio: ['ignore', 'pipe', 'inherit'],
})
// Its greeting says that it listens.
await once(store.stdout, 'data')
const browser = await openBrowser(['--hide-scrollbars'])
try {
  // The owner's morning has some sales in it.
  for (const thing of ['Round teapot', 'Little cactus', 'Beeswax candle', 'Linen notebook', 'Round teapot']) {
    const context = await browser.newContext(phone)
    await pay(await toBank(context, thing), approved)
    await context.close()
  }
  const unlucky = await browser.newContext(phone)
  await typeCard(await toBank(unlucky, 'Wooden bird'), declined)
  await unlucky.close()

  const buyer = await browser.newContext(phone)
  const tab = await buyer.newPage()
  await tab.goto(front)
  await tab.getByRole('button', { name: 'Buy Blue mug' }).scrollIntoViewIfNeeded()
  const shop = await tab.screenshot()
  const bankTab = await toBank(buyer, 'Blue mug')
  const bank = await bankTab.screenshot()
  await pay(bankTab, approved)
  const paid = await bankTab.screenshot()
  await compose([
    { png: shop, width: 236, words: 'Your shop' },
    { png: bank, width: 236, words: 'The bank’s page takes the card' },
    { png: paid, width: 236, words: 'Paid, and handed over once' },
    { png: await morning(), width: 714, words: 'The owner’s morning' },
  ])
} finally {
  await browser.close()
  store.kill('SIGTERM')
  await once(store, 'exit')
  rmSync(folder, { recursive: true })
}

async function toBank(context: BrowserContext, thing: string): Promise<Tab> {
  const tab = await context.newPage()
  await tab.goto(front)
  await tab.getByRole('button', { name: `Buy ${thing}` }).click()
  await tab.getByLabel('Card number').waitFor()
  return tab
}

async function typeCard(tab: Tab, number: string): Promise<void> {
  await tab.getByLabel('Card number').fill(number)
  await tab.getByLabel('Expiry date').fill('12/34')
  await tab.getByLabel('Security code').fill('123')
  await tab.getByLabel('Name on card').fill('A Buyer')
  await tab.getByRole('button', { name: /^Pay/ }).click()
}

async function pay(tab: Tab, number: string): Promise<void> {
  await typeCard(tab, number)
  await tab.waitForURL('**/payment/return**')
}

async function morning(): Promise<Buffer> {
  const owner = await browser.newContext(desk)
  const tab = await owner.newPage()
  await tab.goto(`${front}staff/login`)
  await tab.getByLabel('Name').fill('owner')
  await tab.getByLabel('Password').fill(password)
  await tab.getByRole('button').click()
  await tab.getByRole('heading', { level: 1 }).waitFor()
  return tab.screenshot()
}

interface Shot {
  readonly png: Buffer
  /** In CSS pixels. */
  readonly width: number
  readonly words: string
}

/** Side by side, with words below each. */
async function compose(shots: readonly Shot[]): Promise<void> {
  const tab = await browser.newPage({ viewport: { width: 1520, height: 600 }, deviceScaleFactor: 1.25 })
  const figures = shots.map(
    ({ png, width, words }) => `<figure style="width:${width}px">
      <img src="data:image/png;base64,${png.toString('base64')}"><figcaption>${words}</figcaption></figure>`,
  )
  await tab.setContent(`<style>
      body { margin: 0; font: 14px/1.4 system-ui, sans-serif; background: #eef0f2; color: #30363c }
      main { display: flex; gap: 22px; padding: 24px; width: max-content }
      figure { margin: 0 } figcaption { margin-top: 10px; text-align: center }
      img { width: 100%; display: block; border-radius: 10px; box-shadow: 0 2px 10px #0003 }
    </style><main>${figures.join('')}</main>`)
  const png = await tab.locator('main').screenshot()
  const webp = await asWebp(tab, png)
  writeFileSync(file, webp)
  process.stdout.write(`${file}: ${(webp.length / 1000).toFixed(0)} kB\n`)
}

/** A third of the size: the picture is part of the package. */
async function asWebp(tab: Tab, png: Buffer): Promise<Buffer> {
  const address = await tab.evaluate<string>(`(async () => {
    const picture = new Image()
    picture.src = 'data:image/png;base64,${png.toString('base64')}'
    await picture.decode()
    const canvas = document.createElement('canvas')
    canvas.width = picture.naturalWidth
    canvas.height = picture.naturalHeight
    canvas.getContext('2d').drawImage(picture, 0, 0)
    return canvas.toDataURL('image/webp', 0.85)
  })()`)
  return Buffer.from(address.slice(address.indexOf(',') + 1), 'base64')
}

import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../support/browser.ts'
import { describeOver } from '../support/prerequisites.ts'
import { openBank } from './open-bank.ts'

let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
})

afterAll(() => browser.close())

const box = 'Store this card for my next payment'

async function pay(page: Page): Promise<void> {
  const arrived = page.waitForEvent('load')
  await page.getByRole('button', { name: 'Pay €19.99' }).click()
  await arrived
}

async function violationsOn(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run())
  return violations.map(({ id }) => id)
}

describeOver('chromium')('the payment page', () => {
  it('stores a card, offers it next time for its security code alone, and keeps a refusal', async () => {
    const { sandbox, register, status } = await openBank()
    const page = await browser.newPage()
    const open = async (fields: Record<string, string>): Promise<string> => {
      // The bank's own page: somewhere to come back to.
      const orderId = await register({ returnUrl: `${new URL(sandbox.url).origin}/use`, ...fields })
      await page.goto(sandbox.order(orderId)!.formUrl)
      return orderId
    }

    await open({})
    expect(await page.getByLabel(box).count()).toBe(0)

    const first = await open({ clientId: 'c-1' })
    expect(await page.getByLabel(box).isChecked()).toBe(true)
    expect(await page.getByRole('heading', { name: 'Your stored cards' }).count()).toBe(0)
    await page.getByLabel(box).uncheck()
    await page.fill('[autocomplete="cc-number"]', '4111 1111 1111 1111')
    await pay(page)
    // Something is missing: the buyer's choice stays as it was.
    expect(await page.getByLabel(box).isChecked()).toBe(false)
    await page.getByLabel(box).check()
    await page.fill('[autocomplete="cc-exp"]', '12/34')
    await page.fill('[autocomplete="cc-csc"]', '123')
    await page.fill('[autocomplete="cc-name"]', 'Ada Lovelace')
    await pay(page)
    const { bindingId } = (await status(first)).bindingInfo as { bindingId: string }

    const second = await open({ clientId: 'c-1' })
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('link', { name: 'Pay with VISA 411111**1111' }).click()
    expect(await page.locator('input').count()).toBe(1)
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('link', { name: 'Pay with another card' }).click()
    expect(await page.locator('[autocomplete="cc-number"]').count()).toBe(1)
    await page.goBack()
    await page.fill('[autocomplete="cc-csc"]', '123')
    await pay(page)
    expect(await status(second)).toMatchObject({ orderStatus: 2, bindingInfo: { bindingId } })

    // An order for this card alone asks for nothing else, and offers no other.
    const third = await open({ clientId: 'c-1', bindingId })
    expect(await page.getByRole('link', { name: 'another card' }).count()).toBe(0)
    await pay(page)
    expect(await page.getByRole('alert').textContent()).toContain('Enter the 3 or 4 digits of the security code.')
    await page.fill('[autocomplete="cc-csc"]', '123')
    await pay(page)
    expect(await status(third)).toMatchObject({ orderStatus: 2, paymentWay: 'CARD_BINDING' })
  })
})

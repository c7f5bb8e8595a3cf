import helmet from 'helmet'
import type { Express } from 'express'
import { languages } from '../../src/pages/index.ts'
import { wordsOf } from '../../src/pages/language.ts'
import { onlyOrder, openStore } from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'

let store: Store
afterEach(() => store.close())

const open = async (options: StoreOptions = {}): Promise<Store> => (store = await openStore(options))
const withHelmet = (app: Express): void => void app.use(helmet())
const warnings = (): string[] => store.log.filter((line) => line.startsWith('warn') && line.includes('form'))

describe("a checkout under the store's own policy", () => {
  it.each(['get', 'post'] as const)(
    'by %s is answered by a page that goes on by itself if no form may go to the bank',
    async (method) => {
      await open({ before: withHelmet })

      const { text, headers } = await store.browser()[method]('/checkout/mug').expect(200)

      const { formUrl } = await onlyOrder(store)
      expect(headers.refresh).toBe(`0; url=${formUrl!}`)
      expect(text).toContain(`<a class="button" href="${formUrl!.replaceAll('&', '&amp;')}">`)
      expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
      expect(headers['content-security-policy']).toContain("default-src 'none'")
      expect(text).not.toContain('<script')
    },
  )

  it('is reported once, with the line to add, which is then enough', async () => {
    await open({ before: withHelmet })
    const bank = new URL(store.bank.url).origin
    await store.browser().post('/checkout/mug').expect(200)
    await store.browser().post('/checkout/tea').expect(200)

    expect(warnings()).toEqual([expect.stringContaining(`{ formAction: ["'self'", '${bank}'] }`)])
    await store.close()

    const directives = { formAction: ["'self'", 'http://127.0.0.1:*'] }
    await open({ before: (app) => void app.use(helmet({ contentSecurityPolicy: { directives } })) })
    await store.browser().post('/checkout/mug').expect(302)
    expect(warnings()).toEqual([])
  })

  it('is answered by that page whatever the policy if formRedirect is page', async () => {
    await open({ options: { formRedirect: 'page' } })

    await store
      .browser()
      .post('/checkout/mug')
      .expect(200)
      .expect('Refresh', /^0; url=/)
    await store
      .browser()
      .get('/checkout/tea')
      .expect(200)
      .expect('Refresh', /^0; url=/)

    expect(warnings()).toEqual([])
  })

  it('is still answered in JSON for a script', async () => {
    await open({ before: withHelmet, options: { formRedirect: 'page' } })

    const { body } = await store.browser().post('/checkout/mug').set('Accept', 'application/json').expect(200)

    expect(body).toMatchObject({ formUrl: (await onlyOrder(store)).formUrl })
  })

  it('says where it goes in every language', async () => {
    await open({ options: { formRedirect: 'page' } })

    for (const language of languages) {
      const { text } = await store.browser().post('/checkout/mug').set('Accept-Language', language).expect(200)
      const { goingOn, actions } = wordsOf(language)
      for (const words of [goingOn.title, goingOn.next, actions.goOn]) expect(text).toContain(words)
    }
  })
})

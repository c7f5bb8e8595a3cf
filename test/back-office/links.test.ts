import { formOf, openOffice } from '../support/office.ts'
import type { Office } from '../support/office.ts'
import { mounts } from '../support/store.ts'

describe.each(mounts)('the payment links of the back office %s', (_title, mount) => {
  it('are shown once each, page by page, however many were made within a millisecond', async () => {
    const office = await openOffice({ mount })
    const names = Array.from({ length: 90 }, (_, number) => `Lid ${number}.`)
    await Promise.all(
      names.map((description) => office.checkout.link({ amountMinor: 100, currency: 'EUR', description })),
    )
    await office.database.sql("update checkout_links set created_at = '2026-11-29T12:00:00.123Z'")
    const shown: string[] = []
    let path: string | undefined = '/links'
    while (path !== undefined) {
      const page: { readonly text: string } = await office.as('auditor').get(path).expect(200)
      shown.push(...[...page.text.matchAll(/<bdi>(Lid \d+\.)</g)].map(([, name]) => name!))
      path = /rel="next" href="\/office([^"]*)"/.exec(page.text)?.[1]
    }
    expect(shown.toSorted()).toEqual(names.toSorted())
    await office.close()
  })

  it.each(['x', '2026-11-29', '9999-99-99 A', '%00', '+275760-09-13T00:00:00Z A', '2026-11-29T12:00:00.123Z %00'])(
    'begin with the newest where a page is asked for that none leads to: %s',
    async (before) => {
      const office = await openOffice({ mount })
      await office.checkout.link({ amountMinor: 100, currency: 'EUR', description: 'The newest' })
      const { text } = await office.as('auditor').get(`/links?before=${before}`).expect(200)
      expect(text).toContain('The newest')
      await office.close()
    },
  )
})

describe.each(mounts)('the form for a payment link %s', (_title, mount) => {
  let office: Office
  beforeAll(async () => {
    office = await openOffice({ mount })
  })
  afterAll(() => office.close())

  it.each(['', 'tomorrow', '2020-01-01', '2027-02-30', '9999-12-31', '12027-01-01', '+275760-09-13', '+275760-09-12'])(
    'makes none that is good until %j, and says which day is wanted',
    async (until) => {
      const page = await office.as('owner').get('/links').expect(200)
      const { seal } = formOf(page.text)
      const wanted = { seal: seal!, amount: '5', currency: 'EUR', description: 'A lid', until }
      const answer = await office.as('owner').post('/links', wanted).expect(400)
      expect(answer.text).toContain('Wanted a day to come until which the link can be paid.')
      for await (const link of office.checkout.links.find({})) expect(link).toBeUndefined()
    },
  )

  it('holds forty links in a page of less than 60 kB, however long their texts are', async () => {
    for (let count = 0; count < 41; count += 1) {
      const item = { amountMinor: 100, currency: 'EUR', description: 'd'.repeat(5_000), reference: 'r'.repeat(250) }
      await office.checkout.link({ ...item, reference: `${count}${item.reference}` }, { note: 'n'.repeat(2_000) })
    }
    const { text } = await office.as('owner').get('/links').expect(200)
    expect(text).toContain('40 links')
    expect(text).toContain('d…')
    expect(text.length).toBeLessThan(60_000)
  })
})

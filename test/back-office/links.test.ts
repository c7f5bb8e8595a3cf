import { formOf, openOffice } from '../support/office.ts'
import type { Office } from '../support/office.ts'
import { mounts } from '../support/store.ts'

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
})

import { isOwnForm } from '../../src/sandbox/own-forms.ts'
import { openBank } from './open-bank.ts'
import { openStaff, textOf } from './staff.ts'

const host = 'bank:4000'

describe('a form', () => {
  it.each([
    ['a page of the same origin', { 'sec-fetch-site': 'same-origin' }],
    ['a page of the same origin, whatever its Origin says', { 'sec-fetch-site': 'same-origin', origin: 'null' }],
    ['a browser that says only the origin', { origin: 'http://bank:4000' }],
    ['a browser behind a proxy with TLS', { origin: 'https://bank:4000' }],
  ])('is from the bank’s own page if it comes from %s', (_what, headers) => {
    expect(isOwnForm({ host, ...headers })).toBe(true)
  })

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['another port of this machine', { 'sec-fetch-site': 'same-site', origin: 'http://bank:3000' }],
    ['no page at all', { 'sec-fetch-site': 'none' }],
    ['a page that claims the right origin', { 'sec-fetch-site': 'cross-site', origin: 'http://bank:4000' }],
    ['another site, in a browser that says only the origin', { origin: 'https://evil.example' }],
    ['another port, in a browser that says only the origin', { origin: 'http://bank:3000' }],
    ['a page without an origin', { origin: 'null' }],
    ['a program that says nothing', {}],
    ['an origin that begins like ours', { origin: 'http://bank:4000.evil.example' }],
    ['an empty header', { 'sec-fetch-site': '', origin: 'http://bank:4000' }],
  ])('is not if it comes from %s', (_what, headers) => {
    expect(isOwnForm({ host, ...headers })).toBe(false)
  })

  it('does nothing at any address of the bank’s pages if it is not', async () => {
    const { sandbox, register } = await openBank()
    const { site, newKey } = openStaff(sandbox)
    const orderId = await register()
    const fields = { key: await newKey(), deed: 'pay', kind: 'silence-before', id: 'all' }
    sandbox.fault({ kind: 'slow' })

    for (const path of ['/orders', `/orders/${orderId}`, '/faults', '/faults/drop', '/clock', '/forget']) {
      for (const headers of [{}, { 'Sec-Fetch-Site': 'cross-site' }, { Origin: 'http://127.0.0.1:3000' }]) {
        const { text } = await site.post(path).set(headers).type('form').send(fields).expect(403)
        expect(textOf(text)).toContain('The form came from a page that is not the bank’s own.')
      }
    }

    expect(sandbox.orders()).toMatchObject([{ orderStatus: 0, actionCode: -100 }])
    expect(sandbox.unmetFaults()).toEqual([{ kind: 'slow' }])
  })
})

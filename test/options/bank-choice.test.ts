import { readOptions } from '../../src/options/read-options.ts'
import { options, problems } from './store-options.ts'
import type { Group } from './store-options.ts'

/** The options of a store that names its bank, and no address. */
function at(preset: unknown, live: unknown, changes: Group = {}): Group {
  return options({ 'gateway.url': undefined, 'gateway.preset': preset, 'gateway.live': live, ...changes })
}

const gatewayOf = (given: Group) => readOptions(given, {}).gateway

describe('a bank by name', () => {
  it('gives its root, its page hosts and its way of logging in', () => {
    expect(gatewayOf(at('jcc', false))).toMatchObject({
      url: 'https://gateway-test.jcc.com.cy/payment/rest/',
      formHosts: ['gateway-test.jcc.com.cy'],
      basic: false,
    })
    expect(gatewayOf(at('jcc', true)).url).toBe('https://gateway.jcc.com.cy/payment/rest/')
    expect(gatewayOf(at('bt', true))).toMatchObject({ url: 'https://ecclients.btrl.ro/payment/rest/', basic: true })
    expect(gatewayOf(at('satim', false, { 'gateway.url': 'https://test2.satim.dz/payment/rest' }))).toMatchObject({
      url: 'https://test2.satim.dz/payment/rest/',
      formHosts: ['test.satim.dz', 'test2.satim.dz'],
    })
  })

  it('yields to what an option says', () => {
    const own = { 'gateway.formHosts': 'pay.example', 'gateway.basic': false }

    expect(gatewayOf(at('bt', true, own))).toMatchObject({ formHosts: ['pay.example'], basic: false })
    const byToken = { 'gateway.user': undefined, 'gateway.password': undefined, 'gateway.token': 'token' }
    expect(gatewayOf(at('bt', true, byToken)).basic).toBe(false)
  })

  it('may be played by the sandbox on loopback, whose page is there too', () => {
    const url = 'http://localhost:4000/payment/rest/'

    expect(gatewayOf(at('satim', true, { 'gateway.url': url }))).toMatchObject({ url, formHosts: ['localhost:4000'] })
  })

  it.each([
    ['bereke', true, 'https://securepayments.sberbank.kz/payment/rest/'],
    ['arca', true, 'https://pg.inecoecom.am/payment/rest/'],
    ['turkmen', true, 'https://bank.example/payment/rest/'],
    ['kassa-nova', false, 'https://test.bank.example/payment/rest/'],
  ])('%s (live: %s) may be at %s', (preset, live, url) => {
    expect(gatewayOf(at(preset, live, { 'gateway.url': url })).url).toBe(url)
  })
})

describe('a choice of a bank that does not fit', () => {
  it('refuses a token where payments must be acknowledged, which no token may do', () => {
    const byToken = { 'gateway.user': undefined, 'gateway.password': undefined, 'gateway.token': 'token' }
    const url = { 'gateway.url': 'https://test.satim.dz/payment/rest/' }

    expect(problems(at('satim', false, { ...url, ...byToken }))).toMatchObject([
      { options: 'gateway.token', wanted: expect.stringContaining('gateway.user and gateway.password') },
    ])
    expect(gatewayOf(at('jcc', false, byToken)).login).toEqual({ token: 'token' })
  })

  const [preset, live, url] = ['gateway.preset', 'gateway.live', 'gateway.url']

  it.each([
    ['a key that is nearly right', at('satm', true), preset, /banks` lists \(did you mean satim\?\)$/, '"satm"'],
    [
      'a key like no other',
      at('chequebook', true),
      preset,
      /`npx express-hosted-checkout banks` lists$/,
      '"chequebook"',
    ],
    ['no word on real money', at('jcc', undefined), live, /true or false.*real money/, 'nothing'],
    ['a word on real money alone', options({ [live]: false }), live, /gateway\.preset beside it/, 'false'],
    ['several roots', at('alfa', true), url, /contract.*pay\.alfabank\.ru.*payment\.alfabank\.ru/, 'nothing'],
    ['no known root', at('radar', true), url, /root of the live API of Radar Payments.*ask the bank/, 'nothing'],
  ])('is refused in one line: %s', (_, given, option, wanted, got) => {
    expect(problems(given)).toEqual([
      expect.objectContaining({ options: option, wanted: expect.stringMatching(wanted) as string, got }),
    ])
  })

  it.each([
    [
      'jcc',
      false,
      'https://bank.example/payment/rest/',
      /JCC.*test \(gateway-test\.jcc\.com\.cy\), or no gateway\.preset/,
    ],
    ['jcc', false, 'https://gateway.jcc.com.cy/payment/rest/', /test.*as gateway\.live says.*its live address/],
    ['kassa-nova', false, 'https://3ds.kassanova.kz/payment/rest/', /its live address/],
    ['jcc', true, 'https://gateway-test.jcc.com.cy/payment/rest/', /live, as gateway\.live says.*its test address/],
  ])('is refused in one line: %s, live: %s, at %s', (key, isLive, address, wanted) => {
    const line = { options: url, wanted: expect.stringMatching(wanted) as string, got: `"${address}"` }
    const former = { ...line, options: 'gateway.formerUrls' }
    const loopback = { 'gateway.url': 'http://localhost:4000/', 'gateway.formerUrls': address }

    expect(problems(at(key, isLive, { 'gateway.url': address }))).toEqual([expect.objectContaining(line)])
    expect(problems(at(key, isLive, loopback))).toEqual([expect.objectContaining(former)])
  })
})

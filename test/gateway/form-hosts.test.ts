import fc from 'fast-check'
import { makeFormGate } from '../../src/gateway/form-hosts.ts'
import { formUrlFault } from '../../src/form-url-fault.ts'

describe('the page a buyer may be sent to', () => {
  const isAllowed = makeFormGate(['bank.example', 'pay.example:8443', 'localhost:4000'])

  it.each([
    'https://bank.example/payment/merchants/shop/payment_en.html?mdOrder=1#top',
    'https://BANK.example/',
    'HTTPS://bank.example:443/x',
    'https://pay.example:8443/x',
    'http://localhost:4000/payment/form?mdOrder=1',
  ])('is %s', (formUrl) => {
    expect(isAllowed(formUrl)).toBe(true)
  })

  it.each([
    '',
    'bank.example',
    '/payment',
    '//bank.example/',
    'https:bank.example',
    'https:/bank.example',
    'https:\\\\bank.example',
    'https://evil.example/',
    'https://bank.example.evil.example/',
    'https://evil-bank.example/',
    'https://sub.bank.example/',
    'https://bank.example./',
    'https://bank.example:8443/',
    'https://pay.example/',
    'https://evil.example\\@bank.example/',
    'https://bank.example\\@evil.example/',
    'https://bank.example@evil.example/',
    'https://user@bank.example/',
    'https://user:secret@bank.example/',
    'https://:secret@bank.example/',
    ' https://bank.example/',
    'https://bank.example/\r\nSet-Cookie: a=b',
    'https://bank\t.example/',
    'https://evil.example/?https://bank.example/',
    'https://evil.example#bank.example',
    'javascript://bank.example/%0aalert(1)',
    'data:text/html,https://bank.example/',
    'ftp://bank.example/',
    'https://bank.example:99999/',
    'https://[bank.example]/',
    'http://bank.example/',
    'http://pay.example:8443/x',
    'HTTP://bank.example/payment',
  ])('is not %j', (formUrl) => {
    expect(isAllowed(formUrl)).toBe(false)
  })

  it.each(['127.0.0.1:4000', '[::1]:4000', 'localhost:4000', 'bank.localhost:4000', '127.9.8.7:4000'])(
    'may be over plain http on %s, which is this machine',
    (host) => {
      expect(makeFormGate([host])(`http://${host}/payment/form`)).toBe(true)
      expect(makeFormGate([host])(`https://${host}/payment/form`)).toBe(true)
    },
  )

  it.each(['10.0.0.1', '192.168.1.1', '0.0.0.0', 'localhost.example', '127.0.0.1.example', '[::ffff:10.0.0.1]'])(
    'may not be over plain http on %s, which is another machine',
    (host) => {
      expect(makeFormGate([host])(`http://${host}/payment/form`)).toBe(false)
    },
  )

  it.each([
    [['bank.example'], 'https://bank.example/'],
    [['bank.example:443'], 'https://bank.example/'],
    [['127.0.0.1:80'], 'http://127.0.0.1/'],
    [['[::1]:4000'], 'http://[::1]:4000/'],
  ])('with %j is %s', (hosts, formUrl) => {
    expect(makeFormGate(hosts)(formUrl)).toBe(true)
  })

  it.each([
    [['127.0.0.1:443'], 'http://127.0.0.1/'],
    [['bank.example:80'], 'https://bank.example/'],
    [['bank.example:8443'], 'https://bank.example/'],
    [[], 'https://bank.example/'],
  ])('with %j is not %s', (hosts, formUrl) => {
    expect(makeFormGate(hosts)(formUrl)).toBe(false)
  })

  it('is always on an allowed host, however the address is written', () => {
    const noise = fc.constantFrom(
      ...['/', '\\', '@', ':', '#', '?', '.', '%2e', '\t', ' ', ':443', 'evil.example', 'x@'],
    )
    const seldom = fc.option(noise, { nil: '', freq: 1 })
    const address = fc
      .tuple(
        ...[
          seldom,
          fc.constantFrom('https:', 'http:', 'ftp:', ''),
          seldom,
          fc.constantFrom('//', '//', '/', '\\\\', '///'),
        ],
        ...[seldom, fc.constantFrom('bank.example', 'bank.example', 'evil.example'), seldom, seldom],
      )
      .map((pieces) => pieces.join(''))

    let allowedCount = 0
    fc.assert(
      fc.property(address, (formUrl) => {
        if (!isAllowed(formUrl)) return
        allowedCount += 1
        // As a browser reads a Location header: relative to the previous page.
        const { protocol, host } = new URL(formUrl, 'https://shop.example/checkout/mug')
        expect(protocol).toBe('https:')
        expect(host).toBe('bank.example')
      }),
      { numRuns: 5000 },
    )
    expect(allowedCount).toBeGreaterThan(100)
  })
})

describe('the fault of a bad address', () => {
  it.each([
    ['https://bank.example/a b', 'an address with a space in it'],
    ['https://bank.example/a\u00a0b', 'an address with a space in it'],
    ['https://bank.example/a\nb', 'an address with a line break or control character in it'],
    ['https://bank.example/a\u0085b', 'an address with a line break or control character in it'],
    ['https://bank.example/a\u2028b', 'an address with a line break or control character in it'],
    ['https://bank.example/оплата', 'an address with letters outside ASCII that are not percent-encoded'],
    ['https://bank.example/{id}', 'an address with curly brackets in it, as in an unfilled template'],
    ['https://bank.example/"a"', 'an address with a quotation mark or backslash in it'],
    ['https://bank.example\\a', 'an address with a quotation mark or backslash in it'],
    ['https://bank.example:99999/', 'an invalid address'],
    ['{}', 'a text that is not an https address'],
    ['javascript:alert(1)', 'a text that is not an https address'],
    ['//bank.example/', 'a text that is not an https address'],
    ['', 'an empty text'],
    ['https://bank.example/pay?mdOrder=1|2^3`<>', undefined],
    ['HTTP://bank.example', undefined],
  ])('in %j is %s', (formUrl, fault) => {
    expect(formUrlFault(formUrl)).toBe(fault)
    if (fault !== undefined) expect(makeFormGate(['bank.example'])(formUrl)).toBe(false)
  })
})

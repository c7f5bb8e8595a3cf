import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { inspect } from 'node:util'
import { goToBank } from '../../src/prove/buyer/journey.ts'
import type { Browser, Page } from '../../src/prove/buyer/browser.ts'
import { readStep } from '../../src/prove/buyer/read-step.ts'
import { showAddress, showPath } from '../../src/prove/shown/show-address.ts'
import { showProgram } from '../../src/prove/shown/show-program.ts'
import { statementOf } from '../../src/prove/watch/statement.ts'
import { showLedger } from '../../src/show-ledger.ts'
import type { OpenedEvent } from '../../src/telemetry/events.ts'
import { tellOfOpening } from '../../src/telemetry/tell-of-opening.ts'

describe('an address', () => {
  it.each([
    ['https://api.telegram.example/bot123:AbCdEf/sendMessage?chat=7', 'https://api.telegram.example/#/sendMessage'],
    ['https://jane:secret@mail.example/v3/mail/send#top', 'https://mail.example/v3/mail/send'],
    ['https://hooks.example/services/T00/B00/XXyyZZ', 'https://hooks.example/services/#/#/#'],
    ['http://carrier.example/send-mail.php', 'http://carrier.example/send-mail.php'],
    ['http://carrier.example/qwertyuiopasdfghjkl', 'http://carrier.example/#'],
    ['http://carrier.example/pArCeLs', 'http://carrier.example/#'],
    ['http://carrier.example/caf%C3%A9', 'http://carrier.example/#'],
    ['no address', '#'],
  ])('%s is told as %s', (url, shown) => {
    expect(showAddress(url)).toBe(shown)
  })

  it('is told without its token in the name of a page, too', () => {
    expect(showPath('/thanks/5f2c9e41?token=secret')).toBe('/thanks/#')
  })
})

describe('a program', () => {
  it.each([
    [['curl', '-H', 'Authorization: Bearer secret', 'https://x.example'], 'curl'],
    [['/bin/sh', '-c', 'TOKEN=secret /usr/bin/print-label --key secret'], 'print-label'],
    [['cmd.exe', '/d', '/s', '/c', '"C:\\tools\\mail.exe --password secret"'], 'mail.exe'],
    [['mail "secret"'], 'mail'],
    [['$(cat /secret)'], '#'],
  ])('%j is told as %s', (words, shown) => {
    expect(showProgram(words)).toBe(shown)
  })
})

describe('a statement', () => {
  it.each([
    [`insert into keys (k, n) values ('it''s secret', 4711)`, 'insert into keys (k, n) values (?, ?)'],
    ['insert into keys (k) values ("secret")', 'insert into keys (k) values (?)'],
    [`update keys set k = E'a\\'secret' where id = $1`, 'update keys set k = ? where id = $1'],
    ['update keys set k = "secret" where n = :n', 'update keys set k = ? where n = :n'],
    ['delete from keys where k = $tag$secret$tag$ -- secret', 'delete from keys where k = ?'],
    ['delete from keys /* secret */ where k = 0xdeadbeef', 'delete from keys where k = ?'],
    [`insert into keys (k) values ('secret that was cut o`, 'insert into keys (k) values (?'],
  ])('%s is told as %s', (text, shown) => {
    expect(statementOf(text)?.text).toBe(shown)
  })
})

describe('the address of a ledger', () => {
  it.each([
    ['postgres://shop:pass@word@db.example:5432/shop?sslmode=require', 'postgres://db.example:5432/shop'],
    ['postgres://shop:pa/ss@db.example/shop', 'postgres'],
    ['postgresql://db.example/shop?user=shop&password=secret', 'postgres://db.example/shop'],
    ['postgres://secret', 'postgres://secret'],
    ['sqlite:/srv/shop/checkout.db?mode=0600', 'sqlite:/srv/shop/checkout.db'],
    ['sqlite::memory:', 'sqlite::memory:'],
    ['postgres://shop:secret@db.example/shop@x', 'postgres'],
  ])('%s is told as %s', (url, shown) => {
    expect(showLedger(url)).toBe(shown)
  })
})

describe('what a checkout tells of its opening', () => {
  it('has nothing of the login in it, and knows its ledger all the same', () => {
    const databaseUrl = 'postgres://shop:secret@word@db.example/shop?password=secret'
    const told: OpenedEvent[] = []
    const listen = (message: unknown): void => void told.push(message as OpenedEvent)
    subscribe('express-hosted-checkout:opened', listen)
    tellOfOpening({
      gateway: { url: 'https://bank.example/payment/rest/' },
      baseUrl: 'https://shop.example',
      databaseUrl,
      handsOver: true,
      capture: 'automatic',
      catalog: {},
    } as unknown as Parameters<typeof tellOfOpening>[0])
    unsubscribe('express-hosted-checkout:opened', listen)

    expect(told).toMatchObject([{ ledger: 'postgres://db.example/shop' }])
    expect(inspect(told, { showHidden: true })).not.toContain('secret')
    expect([told[0]!.isLedger(databaseUrl), told[0]!.isLedger('postgres://db.example/shop')]).toEqual([true, false])
  })
})

describe('a step of a buyer', () => {
  const environment = { PASSWORD: 'a"b c&d' }

  it('takes a secret from the environment, as its place wants it', () => {
    expect(readStep('POST /login user=jane&password=$PASSWORD', environment)).toMatchObject({
      body: 'user=jane&password=a%22b%20c%26d',
    })
    expect(readStep('POST /login {"password":"$PASSWORD"}', environment)).toMatchObject({
      body: '{"password":"a\\"b c&d"}',
    })
    expect(readStep('/login/$PASSWORD', environment)).toMatchObject({ path: '/login/a%22b%20c%26d' })
  })

  it.each([
    ['POST /login password=$PASWORD', /--path names \$PASWORD, which is not set/],
    ['POST=login password=secret', /got 26 characters$/],
    ['user=jane&password=secret', /got 25 characters$/],
    ['https://jane:secret@shop.example/login', /got 38 characters$/],
    ['//jane:secret@shop.example/login', /got 32 characters$/],
    ['POST /login {"password":"secret"', /--path POST \/login has a body that begins with { and is no JSON\.$/],
    ['POST /login {"password":secret}', /begins with { and is no JSON\.$/],
  ])('%s is refused without being told', (words, said) => {
    expect(() => readStep(words, environment)).toThrow(said)
    expect(() => readStep(words, environment)).not.toThrow('secret')
  })

  it('that leads nowhere is told without what it sent and where it was sent on to', async () => {
    const page: Page = {
      url: 'http://127.0.0.1:1/login?password=secret',
      method: 'GET',
      status: 302,
      location: 'http://127.0.0.1:1/session/5ec2e7?token=secret',
      text: '',
    }
    const browser: Browser = {
      visit: () => Promise.resolve(page),
      follow: () => Promise.resolve(page),
      strictCookies: () => [],
      cookieNames: () => [],
    }
    const terms = { baseUrl: 'http://127.0.0.1:1', bankOrigin: 'http://127.0.0.1:2' }

    await expect(goToBank(browser, [readStep('/login', {})], terms)).rejects.toThrow(
      /bank: GET http:\/\/127\.0\.0\.1:1\/login answered 302, and leads to http:\/\/127\.0\.0\.1:1\/session\/#\./,
    )
  })
})

import { optionVariables, readOptions } from '../../src/options/read-options.ts'
import { storeEnvironment } from '../../src/prove/store/environment.ts'

const place = {
  port: 4321,
  bankUrl: 'http://127.0.0.1:9/payment/rest/',
  user: 'prove-api',
  password: 'prove',
  databaseUrl: 'sqlite:/tmp/proof/checkout.db',
  cacheFolder: '/tmp/proof/cache',
}

/** What a shop in production may have set: everything, and each of it recognisable. */
function everySet(prefix: string): Record<string, string> {
  const names = optionVariables.flatMap(({ variable, isSecret }) =>
    isSecret ? [variable, `${variable}_FILE`] : [variable],
  )
  const own = names.map((name) => [prefix + name.slice('CHECKOUT_'.length), `production of ${name}`])
  return Object.fromEntries([...own, [`${prefix}PROVE_DATABASE_URL`, 'postgres://prove:secret@db.example/proofs']])
}

describe('the environment of a store under proof', () => {
  it.each(['CHECKOUT_', 'MUGS_'])('has nothing of the real bank and the real ledger, by %s', (prefix) => {
    const environment = storeEnvironment(everySet(prefix), place, prefix)
    const leading = /^production of CHECKOUT_(?:GATEWAY|CALLBACK|DATABASE_URL|FORM_HOSTS)/

    expect(Object.values(environment).filter((value) => leading.test(value ?? ''))).toEqual([])
    expect(environment).toMatchObject({ [`${prefix}SECRET`]: 'production of CHECKOUT_SECRET' })
    expect(environment).not.toHaveProperty(`${prefix}PROVE_DATABASE_URL`)
  })

  it('is one that the options take, and leads to the bank and the ledger of the proof', () => {
    const given = {
      CHECKOUT_BASE_URL: 'https://shop.example/pay',
      CHECKOUT_SUCCESS_URL: 'https://shop.example/thanks?x=1',
      CHECKOUT_FAILURE_URL: 'https://help.example/failed',
      CHECKOUT_GATEWAY_PRESET: 'alfa',
      CHECKOUT_GATEWAY_LIVE: 'true',
      CHECKOUT_GATEWAY_TOKEN: 'of the real bank',
    }
    const settings = readOptions({ catalog: {} }, storeEnvironment(given, place), '/srv/shop')

    expect(settings).toMatchObject({
      gateway: { url: place.bankUrl, login: { user: 'prove-api', password: 'prove' }, timeoutMs: 30_000 },
      baseUrl: 'http://127.0.0.1:4321/pay',
      databaseUrl: place.databaseUrl,
      capture: 'automatic',
      successUrl: 'http://127.0.0.1:4321/thanks?x=1',
      failureUrl: 'https://help.example/failed',
    })
  })
})

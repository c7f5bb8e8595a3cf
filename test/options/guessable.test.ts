import { createHash } from 'node:crypto'
import { isGuessable } from '../../src/options/guessable.ts'

describe('a secret', () => {
  it.each([
    'x'.repeat(32),
    'ab'.repeat(16),
    'change-me-change-me-change-me-change-me',
    '12345678901234567890123456789012',
    'a-signing-secret-of-more-than-32-characters',
    'correct horse battery staple correct horse',
    'ThisIsTheSecretOfOurLittleShopForNow1',
    'MY_SUPER_SECRET_KEY_FOR_THE_SHOP_2026',
    'geheimnis-des-ladens-bitte-nicht-verraten',
    'очень-секретный-ключ-нашего-магазина-42',
  ])('such as %j can be guessed', (secret) => {
    expect(isGuessable(secret)).toBe(true)
  })

  it('that is random causes no warning, however it is written', () => {
    const drawn = Array.from({ length: 1_000 }, (_, index) => {
      // As good as random, but the same in every run.
      const bytes = createHash('sha256').update(String(index)).digest()
      return [
        bytes.toString('hex'),
        bytes.toString('base64'),
        bytes.toString('base64url'),
        bytes.toString('hex').slice(0, 32),
      ][index % 4]!
    })

    expect(drawn.filter(isGuessable)).toEqual([])
  })
})

import { chooseLanguage, languages } from '../../src/pages/index.ts'

describe('chooseLanguage', () => {
  it('has sixteen languages', () => {
    expect(languages).toEqual([
      'ar',
      'de',
      'el',
      'en',
      'es',
      'fr',
      'hy',
      'it',
      'ka',
      'kk',
      'nl',
      'pl',
      'pt',
      'ro',
      'ru',
      'tr',
    ])
  })

  it.each([
    // wanted, Accept-Language, chosen
    ['de', 'fr', 'de'],
    ['DE', undefined, 'de'],
    ['pt-BR', undefined, 'pt'],
    ['de_AT', undefined, 'de'],
    ['ar-EG', 'tr', 'ar'],
    ['kk-KZ', undefined, 'kk'],
    ['tr', undefined, 'tr'],
    [undefined, 'hy-AM, ru;q=0.7', 'hy'],
    [undefined, 'az, ka;q=0.8, ru;q=0.7', 'ka'],
    [undefined, 'fr', 'fr'],
    [undefined, undefined, 'en'],
    ['', '', 'en'],
    // A language without a translation leaves the choice to the browser. So do the gateway's own two codes.
    ['sw', 'el-GR, en;q=0.5', 'el'],
    ['kh', 'ru', 'ru'],
    ['cn', 'zh-CN, it;q=0.3', 'it'],
    ['cn', 'zh-CN', 'en'],
    ['constructor', '__proto__', 'en'],
  ])('reads %j with %j as %s', (wanted, acceptLanguage, chosen) => {
    expect(chooseLanguage(wanted, acceptLanguage)).toBe(chosen)
  })

  it.each([
    ['de-CH, fr;q=0.9, en;q=0.8', 'de'],
    ['en;q=0.3, pl;q=0.9', 'pl'],
    ['nl; q=0.5 , ro ;q=0.6', 'ro'],
    ['de;q=0, es;q=0.1', 'es'],
    ['uk, *;q=0.5', 'en'],
    ['uk, *;q=0.1, it;q=0.5', 'it'],
    ['fr;q=2, it;q=0.2', 'it'],
    ['fr;q=abc', 'en'],
    [';;;,,,q=1', 'en'],
    [`${'xx,'.repeat(10_000)}de`, 'en'],
  ])('reads Accept-Language %j as %s', (acceptLanguage, chosen) => {
    expect(chooseLanguage(undefined, acceptLanguage)).toBe(chosen)
  })
})

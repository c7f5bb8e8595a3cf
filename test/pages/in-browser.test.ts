import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import type { Browser, Page as Tab } from 'playwright-core'
import { languages, makeAccent, pageHeaders, writeStylesheet } from '../../src/pages/index.ts'
import type { Language } from '../../src/pages/index.ts'
import { axeFindings, sidewaysScroll } from '../support/axe.ts'
import { openBrowser } from '../support/browser.ts'
import { describeOver } from '../support/prerequisites.ts'
import { everyPage, plainShop, shop, stylesheetUrl } from './every-page.ts'
import { sampleOrder } from './sample-order.ts'

const pageNames = Object.keys(everyPage('en'))
/** Every page from which a buyer who could not pay wants to go on. */
const waysOut = [
  'attempt declined',
  'unfinished',
  'declined',
  'expired',
  'review',
  'refunded',
  'reversed',
  'sku not found',
]
const longestPages = [
  ...['paid', 'attempt declined', 'unfinished', 'pending', 'payment page refused', 'return unavailable', 'link'],
]
/** In English and German all of them; in each other language those with the longest words and the most of them. */
const [fewWaysOut, fewLongPages] = [
  ['attempt declined', 'review', 'sku not found'],
  ['paid', 'attempt declined', 'return unavailable', 'link'],
]
const inFull: readonly Language[] = ['en', 'de']

/** Colours decide contrast, widths decide layout: each is covered once. */
const surroundings = [
  { colorScheme: 'light', width: 1280, which: 'all' },
  { colorScheme: 'dark', width: 360, which: 'looks' },
] as const

describeOver('chromium')('built-in pages in a browser', () => {
  let server: Server
  let origin: string
  let browser: Browser
  let tab: Tab
  let accent: ReturnType<typeof makeAccent> | undefined
  let front = shop
  const complaints: string[] = []

  beforeAll(async () => {
    server = await servePages()
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    browser = await openBrowser()
    tab = await browser.newPage()
    tab.on('console', (message) => complaints.push(message.text()))
    tab.on('pageerror', (error) => complaints.push(error.message))
    tab.on('response', (response) => {
      if (new URL(response.url()).pathname === stylesheetUrl && response.status() >= 400)
        complaints.push(response.url())
    })
  })

  afterAll(async () => {
    await browser.close()
    await new Promise((closed) => server.close(closed))
  })

  beforeEach(async () => {
    await tab.emulateMedia({ colorScheme: 'light', media: 'screen', forcedColors: 'none' })
    await tab.setViewportSize({ width: 1280, height: 900 })
    complaints.length = 0
    accent = undefined
    front = shop
  })

  const open = (name: string, language: Language = 'en') => tab.goto(addressOf(origin, name, language))

  it.each(pageNames)('shows %s without an axe finding, a browser complaint or a sideways scroll', async (name) => {
    await open(name)
    for (const { colorScheme, width, which } of surroundings) {
      await tab.emulateMedia({ colorScheme })
      await tab.setViewportSize({ width, height: 900 })

      expect([colorScheme, width, await axeFindings(tab, which)]).toEqual([colorScheme, width, []])
      expect(await sidewaysScroll(tab)).toBe(0)
    }
    expect(complaints.filter((complaint) => !isAboutStatus(complaint))).toEqual([])
  })

  it.each(languages)('fits %s on the narrowest screen', async (language) => {
    await tab.setViewportSize({ width: 320, height: 640 })
    for (const name of inFull.includes(language) ? longestPages : fewLongPages) {
      await open(name, language)

      expect([name, await sidewaysScroll(tab)]).toEqual([name, 0])
      expect(await tab.getAttribute('html', 'lang')).toBe(language)
    }
  })

  it.each(languages)('leads out within the first screen of a phone, above the facts, in %s', async (language) => {
    // A phone of 390 by 844, less the bars of its browser.
    await tab.setViewportSize({ width: 390, height: 664 })
    for (const name of inFull.includes(language) ? waysOut : fewWaysOut) {
      await open(name, language)
      const button = await boxOf('.button')
      const facts = (await tab.$('.facts')) ? await boxOf('.facts') : undefined

      expect([name, button.bottom <= 664]).toEqual([name, true])
      if (facts) expect([name, (await boxOf('.links')).bottom <= facts.top]).toEqual([name, true])
    }
  })

  it('stays whole when its letters are twice as large', async () => {
    await tab.setViewportSize({ width: 390, height: 844 })
    for (const language of ['en', 'de', 'ar', 'hy'] as const) {
      for (const name of longestPages) {
        await open(name, language)
        await tab.evaluate(`document.documentElement.style.fontSize = '200%'`)

        expect([language, name, await sidewaysScroll(tab)]).toEqual([language, name, 0])
      }
    }
  })

  it('has room for a shop with much to say, on the narrowest screen too', async () => {
    const name = 'Fachgeschäft für Teekannen, Teetassen und Teelöffel Müller & Söhne Nachfolger GmbH'
    const contact = 'kundenbetreuung-und-reklamationen@fachgeschaeft-fuer-teekannen-und-teetassen.example'
    front = { ...shop, name, logoUrl: undefined, contact }
    for (const page of waysOut) {
      await tab.setViewportSize({ width: 320, height: 640 })
      await open(page, 'de')
      expect([page, await sidewaysScroll(tab)]).toEqual([page, 0])
      await tab.setViewportSize({ width: 390, height: 664 })
      expect([page, (await boxOf('.button')).bottom <= 664]).toEqual([page, true])
    }
  })

  it('is mirrored in Arabic: labels at the right, and numbers still from left to right', async () => {
    await open('paid', 'ar')
    const label = await boxOf('.fact-amount dt')
    const value = await boxOf('.fact-amount dd')
    const [first, second] = await boxesOf('.number b')

    expect(label.left).toBeGreaterThan(value.right)
    expect(first!.right).toBeLessThan(second!.left)
  })

  it('shows the order number in groups of four, and gives it to the clipboard in one piece', async () => {
    await tab.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await open('attempt declined')
    const [first, second] = await boxesOf('.number b')
    await tab.click('.number b')
    await tab.keyboard.press('Control+C')

    expect(second!.left - first!.right).toBeGreaterThan(4)
    expect(await tab.evaluate('navigator.clipboard.readText()')).toBe(sampleOrder().orderNumber)
  })

  it.each([
    ['navy', ['#00205b']],
    ['yellow', ['#ffdd00']],
    ['grey', ['#808080']],
    ['a colour for each scheme', ['#8b0000', '#ff9d92']],
  ])('wears the colour of the shop without an axe finding: %s', async (_name, colours) => {
    accent = makeAccent(colours)
    for (const name of ['unfinished', 'review']) {
      await open(name)
      for (const colorScheme of ['light', 'dark'] as const) {
        await tab.emulateMedia({ colorScheme })

        expect([colorScheme, await axeFindings(tab)]).toEqual([colorScheme, []])
        expect(hexOf(await styleOf('.button', 'backgroundColor'))).toBe(accent[colorScheme].fill)
        expect(hexOf(await styleOf('main', 'borderTopColor'))).toBe(accent[colorScheme].fill)
      }
    }
  })

  it('keeps its outlines where the browser forces its own colours', async () => {
    await open('attempt declined')
    await tab.emulateMedia({ forcedColors: 'active' })

    expect(await styleOf('.button', 'borderTopColor')).toBe(await styleOf('.button', 'color'))
    expect(await styleOf('.glyph-field', 'stroke')).not.toBe('none')
  })

  it('shows the logo at a height it knows beforehand, on white if the page is dark', async () => {
    await open('paid')
    const light = await boxOf('header img')
    expect(light.bottom - light.top).toBe(44)
    expect(await tab.evaluate(`document.querySelector('header img').naturalWidth`)).toBeGreaterThan(0)
    await tab.emulateMedia({ colorScheme: 'dark' })

    expect(await styleOf('header img', 'backgroundColor')).toBe('rgb(255, 255, 255)')
  })

  it.each(languages.filter((language) => language !== 'en'))('passes axe in %s too', async (language) => {
    for (const name of ['paid', 'attempt declined', 'review']) {
      await open(name, language)

      expect([name, await axeFindings(tab)]).toEqual([name, []])
    }
  })

  it('is checked by an axe that does find faults', async () => {
    await open('paid')
    await tab.evaluate(`document.querySelector('.money').style.setProperty('color', '#ddd')`)
    await tab.evaluate(`document.documentElement.removeAttribute('lang')`)

    const findings = (await axeFindings(tab)).map((finding) => finding.split(':', 1)[0])

    expect(findings.sort()).toEqual(['color-contrast', 'html-has-lang'])
  })

  it('styles the page: the policy allows our stylesheet', async () => {
    await open('paid')

    expect(await tab.evaluate(`getComputedStyle(document.querySelector('main')).borderRadius`)).toBe('14px')
  })

  it('runs no script, even if one gets onto the page', async () => {
    await tab.goto(`${origin}/with-script`)

    expect(await tab.title()).toBe('untouched')
    expect(complaints.join()).toContain('Content Security Policy')
  })

  it('takes the keyboard to its button, with a visible focus', async () => {
    await open('attempt declined')
    await tab.keyboard.press('Tab')

    expect(await tab.evaluate(`document.activeElement.textContent`)).toBe('Try again')
    expect(await tab.evaluate(`getComputedStyle(document.activeElement).outlineStyle`)).toBe('solid')
  })

  it('takes the keyboard to the button of a payment link, which looks like any other', async () => {
    await open('link')
    await tab.keyboard.press('Tab')

    expect(await tab.evaluate(`document.activeElement.tagName`)).toBe('BUTTON')
    expect(await tab.evaluate(`getComputedStyle(document.activeElement).outlineStyle`)).toBe('solid')
    const fontOf = (selector: string) => `getComputedStyle(document.querySelector('${selector}')).font`
    const font = await tab.evaluate(fontOf('button.button'))
    await open('attempt declined')
    expect(await tab.evaluate(fontOf('a.button'))).toBe(font)
  })

  it('reloads itself by its link', async () => {
    await open('pending')
    const address = tab.url()

    await Promise.all([tab.waitForEvent('load'), tab.click('text=Check again')])

    expect(tab.url()).toBe(address)
  })

  it.each(['light', 'dark'] as const)(
    'prints the facts in black on white, without buttons, from a %s screen',
    async (colorScheme) => {
      accent = makeAccent(['#ffdd00'])
      for (const name of ['paid', 'attempt declined', 'review']) {
        await open(name)
        await tab.emulateMedia({ media: 'print', colorScheme })
        const colours = await tab.evaluate<string[]>(
          `Array.from(document.querySelectorAll('header, main, footer, main *, footer *'))
          .filter((one) => one.checkVisibility())
          .map((one) => getComputedStyle(one).color + ' on ' + getComputedStyle(one).backgroundColor)`,
        )

        expect([...new Set(colours)].sort()).toEqual([
          'rgb(0, 0, 0) on rgb(255, 255, 255)',
          'rgb(0, 0, 0) on rgba(0, 0, 0, 0)',
        ])
        expect(await tab.isVisible('text=Order number')).toBe(true)
        expect(await tab.isVisible('header img')).toBe(true)
        expect(await tab.isVisible('text=help@shop.example')).toBe(true)
        expect(await tab.isVisible('text=Back to the shop')).toBe(false)
        expect(await tab.isVisible('.button:not(.contact)')).toBe(false)
      }
    },
  )

  it('prints the address of a form for questions', async () => {
    front = { ...shop, contact: 'https://shop.example/ask' }
    await open('paid')
    await tab.emulateMedia({ media: 'print' })

    expect(await tab.evaluate(`getComputedStyle(document.querySelector('.contact'), '::after').content`)).toBe(
      '": https://shop.example/ask"',
    )
  })

  it('has no head for a shop that has said nothing about itself, and fits as well', async () => {
    front = plainShop
    await open('paid')

    expect(await tab.isVisible('header')).toBe(false)
    expect(await axeFindings(tab)).toEqual([])
  })

  const boxesOf = (selector: string): Promise<Box[]> =>
    tab.evaluate<Box[]>(
      `Array.from(document.querySelectorAll(${JSON.stringify(selector)}), (one) =>
        one.getBoundingClientRect().toJSON())`,
    )

  async function boxOf(selector: string): Promise<Box> {
    const [box] = await boxesOf(selector)
    if (!box) throw new Error(`The page has no ${selector}.`)
    return box
  }

  function styleOf(selector: string, property: string): Promise<string> {
    return tab.evaluate<string>(`getComputedStyle(document.querySelector(${JSON.stringify(selector)})).${property}`)
  }

  function servePages(): Promise<Server> {
    const app = express()
    const headers = pageHeaders({ isHttps: false, forms: 'nowhere' })
    app.get(stylesheetUrl, (_req, res) => void res.type('css').send(writeStylesheet(accent)))
    app.get('/logo.svg', (_req, res) => void res.type('svg').send(logo))
    app.get('/with-script', headers, (_req, res) => {
      res.send('<!doctype html><title>untouched</title><script>document.title = "touched"</script>')
    })
    app.get('/:language/:name', headers, (req, res, next) => {
      const page = everyPage(req.params.language as Language, front)[String(req.params.name)]
      if (!page) return next()
      res.status(page.status).send(page.html)
    })
    return new Promise((resolve) => {
      const server = app.listen(0, '127.0.0.1', () => resolve(server))
    })
  }
})

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** A wide one, as many are. */
const logo =
  '<svg xmlns="http://www.w3.org/2000/svg" width="240" height="60"><rect width="240" height="60" rx="8"/></svg>'

/** `rgb(0, 32, 91)` as `#00205b`. */
function hexOf(rgb: string): string {
  const channels = rgb.match(/\d+/g)!.slice(0, 3)
  return `#${channels.map((channel) => Number(channel).toString(16).padStart(2, '0')).join('')}`
}

function addressOf(origin: string, name: string, language: Language): string {
  return `${origin}/${language}/${encodeURIComponent(name)}`
}

/** Chromium logs every 4xx and 5xx answer; those pages have such a status on purpose. */
function isAboutStatus(complaint: string): boolean {
  return complaint.startsWith('Failed to load resource: the server responded with a status of')
}

import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import axe from 'axe-core'
import express from 'express'
import type { Browser, Page as Tab } from 'playwright-core'
import { languages, pageHeaders, stylesheet } from '../../src/pages/index.ts'
import type { Language } from '../../src/pages/index.ts'
import { openBrowser } from '../support/browser.ts'
import { describeOver } from '../support/prerequisites.ts'
import { everyPage, stylesheetUrl } from './every-page.ts'

const pageNames = Object.keys(everyPage('en'))
const longestPages = [
  ...['paid', 'attempt declined', 'unfinished', 'pending', 'payment page refused', 'return unavailable', 'link'],
]
/** Colours decide contrast, widths decide layout: each is covered once. */
const surroundings = [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 360 },
] as const

describeOver('chromium')('built-in pages in a browser', () => {
  let server: Server
  let origin: string
  let browser: Browser
  let tab: Tab
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
    await tab.emulateMedia({ colorScheme: 'light', media: 'screen' })
    await tab.setViewportSize({ width: 1280, height: 900 })
    complaints.length = 0
  })

  const open = (name: string, language: Language = 'en') => tab.goto(addressOf(origin, name, language))

  it.each(pageNames)('shows %s without an axe finding, a browser complaint or a sideways scroll', async (name) => {
    await open(name)
    // The page's policy does not apply to scripts that the test itself evaluates.
    await tab.evaluate(axe.source)
    for (const { colorScheme, width } of surroundings) {
      await tab.emulateMedia({ colorScheme })
      await tab.setViewportSize({ width, height: 900 })

      expect([colorScheme, width, await findingsOf(tab)]).toEqual([colorScheme, width, []])
      expect(await sidewaysScrollOf(tab)).toBe(0)
    }
    expect(complaints.filter((complaint) => !isAboutStatus(complaint))).toEqual([])
  })

  it.each(languages)('fits %s on the narrowest screen', async (language) => {
    await tab.setViewportSize({ width: 320, height: 640 })
    for (const name of longestPages) {
      await open(name, language)

      expect([name, await sidewaysScrollOf(tab)]).toEqual([name, 0])
      expect(await tab.getAttribute('html', 'lang')).toBe(language)
    }
  })

  it('is checked by an axe that does find faults', async () => {
    await open('paid')
    await tab.evaluate(axe.source)
    await tab.evaluate(`document.querySelector('.money').style.setProperty('color', '#ddd')`)
    await tab.evaluate(`document.documentElement.removeAttribute('lang')`)

    const findings = (await findingsOf(tab)).map((finding) => finding.split(':', 1)[0])

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

  it('prints the facts without the button', async () => {
    await open('attempt declined')
    await tab.emulateMedia({ media: 'print' })

    expect(await tab.isVisible('text=Order number')).toBe(true)
    expect(await tab.isVisible('.button')).toBe(false)
  })
})

function servePages(): Promise<Server> {
  const app = express()
  const headers = pageHeaders({ isHttps: false, forms: 'nowhere' })
  app.get(stylesheetUrl, (_req, res) => void res.type('css').send(stylesheet))
  app.get('/with-script', headers, (_req, res) => {
    res.send('<!doctype html><title>untouched</title><script>document.title = "touched"</script>')
  })
  app.get('/:language/:name', headers, (req, res, next) => {
    const page = everyPage(req.params.language as Language)[String(req.params.name)]
    if (!page) return next()
    res.status(page.status).send(page.html)
  })
  return new Promise((resolve) => {
    const server = app.listen(0, '127.0.0.1', () => resolve(server))
  })
}

function addressOf(origin: string, name: string, language: Language): string {
  return `${origin}/${language}/${encodeURIComponent(name)}`
}

async function findingsOf(tab: Tab): Promise<string[]> {
  const { violations } = await tab.evaluate<axe.AxeResults>(`axe.run({ resultTypes: ['violations'] })`)
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`))
}

function sidewaysScrollOf(tab: Tab): Promise<number> {
  return tab.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')
}

/** Chromium logs every 4xx and 5xx answer; those pages have such a status on purpose. */
function isAboutStatus(complaint: string): boolean {
  return complaint.startsWith('Failed to load resource: the server responded with a status of')
}

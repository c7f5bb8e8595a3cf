import { html, toText } from '../../html/html.ts'
import type { Markup } from '../../html/html.ts'

export interface Layout {
  readonly title: string
  readonly content: Markup
}

/** What every page loads. Served as files, because the content security policy allows nothing inline. */
export const stylesheetPath = '/payment/merchants/sandbox/bank.css'
export const emblemPath = '/payment/merchants/sandbox/bank.svg'

/** The frame around every page. Nobody must mistake this test bank for a real one. */
export function layout({ title, content }: Layout): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${title} – Sandbox Bank</title>
        <link rel="icon" href="${emblemPath}" type="image/svg+xml" />
        <link rel="stylesheet" href="${stylesheetPath}" />
      </head>
      <body>
        <header>
          <p class="banner"><strong>Test bank.</strong> No money moves here. Never enter a real card.</p>
          <div class="masthead">
            <img src="${emblemPath}" alt="" width="36" height="36" />
            <span class="bank-name">Sandbox Bank</span>
            <span class="secure">Card payment</span>
          </div>
        </header>
        <main>${content}</main>
        <footer>Sandbox Bank is part of <i>express-hosted-checkout</i> and exists only on this machine.</footer>
      </body>
    </html> `
  return toText(page)
}

/** The emblem, a shield with a tick. Inlined here, so nothing loads from elsewhere. */
export const emblem = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36">
<path d="M18 2 4 7v10c0 8.6 5.900 14.700 14 17 8.100-2.300 14-8.400 14-17V7z" fill="#117067"/>
<path d="m11.500 18 4.700 4.700 8.600-9.200" fill="none" stroke="#fff" stroke-width="3"
  stroke-linecap="round" stroke-linejoin="round"/>
</svg>`

import axe from 'axe-core'
import type { Page as Tab } from 'playwright-core'

/** What axe finds on the page that a browser shows: rule and place of each. */
export async function axeFindings(tab: Tab): Promise<string[]> {
  // The page's policy does not apply to scripts that the test itself evaluates.
  await tab.evaluate(axe.source)
  return tab.evaluate<string[]>(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
      .then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`,
  )
}

/** How far a page is wider than its window, in pixels. */
export function sidewaysScroll(tab: Tab): Promise<number> {
  return tab.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')
}

import axe from 'axe-core'
import type { Page as Tab } from 'playwright-core'

/** What a colour scheme, or the width of the window, can change; all other rules read the same page again. */
const ofLooks = ['color-contrast', 'link-in-text-block', 'target-size']

/**
 * What axe finds on the page that a browser shows: rule and place of each.
 *
 * @param which - `looks`: only what can differ once the page was read in full in other colours.
 */
export async function axeFindings(tab: Tab, which: 'all' | 'looks' = 'all'): Promise<string[]> {
  // The page's policy does not apply to scripts that the test itself evaluates.
  if (!(await tab.evaluate<boolean>("'axe' in window"))) await tab.evaluate(axe.source)
  const rules = Object.fromEntries(ofLooks.map((rule) => [rule, { enabled: true }]))
  const options = which === 'all' ? { rules } : { runOnly: { type: 'rule', values: ofLooks } }
  const { violations } = await tab.evaluate<axe.AxeResults>(
    `axe.run(${JSON.stringify({ ...options, resultTypes: ['violations'] })})`,
  )
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`))
}

/** How far a page is wider than its window, in pixels. */
export function sidewaysScroll(tab: Tab): Promise<number> {
  return tab.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')
}

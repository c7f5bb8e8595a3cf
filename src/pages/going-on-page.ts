import { wordsOf } from './language.ts'
import { writePage } from './layout.ts'
import type { Page, PageSurroundings } from './page.ts'

/**
 * The page that goes on to the bank by itself: 200. Sent with a `Refresh` header; a link is for browsers that ignore
 * it.
 */
export function goingOnPage(formUrl: string, surroundings: PageSurroundings): Page {
  const { goingOn, money, actions } = wordsOf(surroundings.language)
  return writePage(
    {
      status: 200,
      tone: 'waiting',
      glyph: 'lock',
      title: goingOn.title,
      money: money.notTaken,
      paragraphs: [goingOn.next],
      facts: [],
      action: { label: actions.goOn, url: formUrl },
    },
    surroundings,
  )
}

import { html } from '../html/html.ts'
import type { Markup } from '../html/html.ts'

/** The picture beside a title. It never stands alone: the title says the same in words. */
export type Glyph = 'check' | 'lock' | 'returned' | 'cross' | 'pause' | 'clock' | 'question'

// Drawn on a field of 24 by 24. The stylesheet gives the colour; the policy allows no style attribute.
const paths = {
  check: 'M6.5 12.5l3.8 3.8 7.2-8.1',
  lock: 'M7.5 11h9v6.5h-9zM9.3 11V8.9a2.7 2.7 0 0 1 5.4 0V11',
  returned: 'M9.5 7L6 10.5 9.5 14M6.3 10.5h7.4a3.4 3.4 0 0 1 0 6.8H10',
  cross: 'M8 8l8 8M16 8l-8 8',
  pause: 'M9.5 8v8M14.5 8v8',
  clock: 'M12 4.9a7.1 7.1 0 1 1 0 14.2 7.1 7.1 0 0 1 0-14.2M12 8v4.2l2.8 1.7',
  question: 'M9.4 9.6a2.6 2.6 0 1 1 3.9 2.3c-.9.5-1.3 1-1.3 2M12 16.9v.1',
} as const satisfies Record<Glyph, string>

/** The drawing, hidden from screen readers because the words beside it say it all. */
export function drawGlyph(glyph: Glyph): Markup {
  return html`<svg
    class="glyph glyph-${glyph}"
    viewBox="0 0 24 24"
    width="64"
    height="64"
    aria-hidden="true"
    focusable="false"
  >
    <circle class="glyph-field" cx="12" cy="12" r="11.25" />
    <path
      class="glyph-line"
      d="${paths[glyph]}"
      fill="none"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </svg>`
}

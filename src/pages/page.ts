import type { Language } from './language.ts'

/** A finished page, as text: its sender adds the headers of `pageHeaders` and `Content-Language`. */
export interface Page {
  /** The HTTP status to send it with. */
  readonly status: number
  readonly html: string
  readonly language: Language
}

/** What a page needs to know about where it is shown. */
export interface PageSurroundings {
  /** See `chooseLanguage`. */
  readonly language: Language
  /** Where our route serves `stylesheet`, on the same origin as the page. */
  readonly stylesheetUrl: string
  /** The shop's front page, for a quiet way back; without it there is no such link. */
  readonly shopUrl?: string | undefined
}

import type { Language } from './language.ts'

/** A finished page, as text: its sender adds the headers of `pageHeaders` and `Content-Language`. */
export interface Page {
  /** The HTTP status to send it with. */
  readonly status: number
  readonly html: string
  readonly language: Language
}

/** What every page tells about the shop, see `ShopOptions`. */
export interface ShopFront {
  readonly name?: string | undefined
  readonly logoUrl?: string | undefined
  /** Where "back to the shop" leads. */
  readonly homeUrl: string
  /** Where "ask us" leads: an e-mail address, a telephone number, or an address of the web. */
  readonly contact?: string | undefined
  /** IANA name of the zone in which times are told. */
  readonly timeZone: string
}

/** What a page needs to know about where it is shown. */
export interface PageSurroundings {
  /** See `chooseLanguage`. */
  readonly language: Language
  /** Where our route serves the stylesheet, on the same origin as the page. */
  readonly stylesheetUrl: string
  readonly shop: ShopFront
}

/** The grounds of the pages in both colour schemes. A button must stand out from them. */
export const grounds = {
  light: { ground: '#f3f5f8', card: '#ffffff' },
  dark: { ground: '#10141a', card: '#1a2029' },
} as const

type Scheme = keyof typeof grounds

/** The least contrast of a button with what is around it (WCAG 2.2, 1.4.11). */
const minContrast = 3

/** The least contrast of a button's words with the button (WCAG 2.2, 1.4.3). */
const minWordContrast = 4.5

/** The shop's colour in one scheme. */
export interface Shade {
  readonly fill: string
  /** For words on it: white, or black where white is hard to read. */
  readonly words: string
}

/** The shop's colour as the pages show it. */
export type Accent = Readonly<Record<Scheme, Shade>>

/**
 * Fits the shop's colour to both schemes: one that hardly stands out is shown a little darker or lighter.
 *
 * @param colours - `#rrggbb` for both schemes, or for light and dark.
 */
export function makeAccent(colours: readonly string[]): Accent {
  const { light, dark } = byScheme(colours)
  return { light: shadeOf(nearestUsable(light, 'light')), dark: shadeOf(nearestUsable(dark, 'dark')) }
}

/** One line for each scheme in which the shop's colour is not shown as given, with the colour that is shown. */
export function accentWarnings(colours: readonly string[] | undefined): readonly string[] {
  if (colours === undefined) return []
  const given = byScheme(colours)
  const { light, dark } = makeAccent(colours)
  return schemes.flatMap((scheme) => {
    const [asked, shown] = [given[scheme], { light, dark }[scheme].fill]
    if (asked === shown) return []
    const contrast = (Math.floor(contrastWith(asked, scheme) * 10) / 10).toFixed(1)
    return [
      `shop.accent (CHECKOUT_SHOP_ACCENT): wanted a contrast of ${minContrast}:1 with the ${scheme} pages, got ` +
        `${contrast}:1 from ${asked}; they show ${shown}, the nearest usable colour. To choose one for light and one ` +
        `for dark: ${light.fill},${dark.fill}`,
    ]
  })
}

const schemes: readonly Scheme[] = ['light', 'dark']

/** The option's rule refuses an empty list. */
function byScheme([light = '#000000', dark = light]: readonly string[]): Readonly<Record<Scheme, string>> {
  return { light, dark }
}

function shadeOf(fill: string): Shade {
  // Where white has less than 4.5:1, black has more.
  return { fill, words: contrastOf(fill, '#ffffff') >= minWordContrast ? '#ffffff' : '#000000' }
}

/** The colour itself, or mixed with as little black (for light pages) or white (for dark ones) as it takes. */
function nearestUsable(colour: string, scheme: Scheme): string {
  const target = scheme === 'light' ? 0 : 255
  const mixtures = Array.from({ length: 256 }, (_, step) => mixed(colour, target, step / 255))
  return mixtures.find((mixture) => contrastWith(mixture, scheme) >= minContrast) ?? colour
}

function mixed(colour: string, target: number, share: number): string {
  const channels = channelsOf(colour).map((channel) => Math.round(channel + (target - channel) * share))
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`
}

/** With whichever of the scheme's grounds it stands out from least. */
function contrastWith(colour: string, scheme: Scheme): number {
  return Math.min(...Object.values(grounds[scheme]).map((ground) => contrastOf(colour, ground)))
}

/** From 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrastOf(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

/** From 0, black, to 1, white (WCAG 2.2, "relative luminance"). */
function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channelsOf(colour).map((channel) => {
    const value = channel / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Red, green and blue of `#rrggbb`, each 0 to 255. */
function channelsOf(colour: string): readonly number[] {
  return [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16))
}

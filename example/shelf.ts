/** A product. The checkout reads amount, currency and description. The rest is for the shop's own pages. */
export interface Thing {
  readonly sku: string
  /** Its name, which the bank's page shows. */
  readonly description: string
  readonly blurb: string
  /** Integer minor units of `currency`: 1999 is EUR 19.99. */
  readonly amountMinor: number
  readonly currency: string
  /** What its picture shows, for buyers who cannot see it. */
  readonly alt: string
}

export const shelf: readonly Thing[] = [
  {
    sku: 'blue-mug',
    description: 'Blue mug',
    blurb: 'Holds one long coffee and stays warm in the hand.',
    amountMinor: 1999,
    currency: 'EUR',
    alt: 'A blue mug with white dots, steaming',
  },
  {
    sku: 'teapot',
    description: 'Round teapot',
    blurb: 'Four cups of tea, poured without a drip.',
    amountMinor: 3450,
    currency: 'EUR',
    alt: 'A round teapot of red clay',
  },
  {
    sku: 'little-cactus',
    description: 'Little cactus',
    blurb: 'Needs a sunny spot and a spoonful of water a month.',
    amountMinor: 1150,
    currency: 'EUR',
    alt: 'A cactus with a pink flower in a clay pot',
  },
  {
    sku: 'beeswax-candle',
    description: 'Beeswax candle',
    blurb: 'Thirty quiet evenings that smell of honey.',
    amountMinor: 1490,
    currency: 'EUR',
    alt: 'A burning candle at a window at night',
  },
  {
    sku: 'linen-notebook',
    description: 'Linen notebook',
    blurb: 'A hundred blank pages, and a pencil to start on them.',
    amountMinor: 1200,
    currency: 'EUR',
    alt: 'A green notebook with a pencil leaning on it',
  },
  {
    sku: 'wooden-bird',
    description: 'Wooden bird',
    blurb: 'Carved from one piece of oak. Does not sing.',
    amountMinor: 2800,
    currency: 'EUR',
    alt: 'A small wooden bird on a stand',
  },
]

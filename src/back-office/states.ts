import { html } from '../html/html.ts'
import type { Markup } from '../html/html.ts'
import type { LinkState } from '../links/payment-link.ts'
import type { HandOverStatus, Order, OrderStatus } from '../order.ts'
import { drawShape } from './shapes.ts'
import type { Shape } from './shapes.ts'

/** A colour that says how things stand. Never alone: a shape and a word beside it say the same. */
export type Tone = 'open' | 'held' | 'good' | 'caution' | 'bad' | 'over'

/** How a state is said: by shape, colour and word. */
export interface Badge {
  readonly shape: Shape
  readonly tone: Tone
  readonly word: string
  /** Whether a person is needed: it then has a ground of its own. */
  readonly isLoud?: boolean
}

/** A refused card is no alarm, so it is grey. */
export const moneyBadges = {
  registering: { shape: 'registering', tone: 'open', word: 'Registering' },
  unknown: { shape: 'unknown', tone: 'caution', word: 'Unknown' },
  registered: { shape: 'registered', tone: 'open', word: 'Registered' },
  held: { shape: 'held', tone: 'held', word: 'Held' },
  paid: { shape: 'paid', tone: 'good', word: 'Paid' },
  partially_refunded: { shape: 'partly', tone: 'good', word: 'Partly refunded' },
  refunded: { shape: 'refunded', tone: 'over', word: 'Refunded' },
  reversed: { shape: 'reversed', tone: 'over', word: 'Reversed' },
  declined: { shape: 'declined', tone: 'over', word: 'Declined' },
  expired: { shape: 'expired', tone: 'over', word: 'Expired' },
  review: { shape: 'review', tone: 'bad', word: 'Review', isLoud: true },
} as const satisfies Record<OrderStatus, Badge>

/** Owed: goods that are to be handed over once the order is paid. */
export type Goods = HandOverStatus | 'owed'

export const goodsBadges = {
  none: { shape: 'none', tone: 'over', word: 'None' },
  owed: { shape: 'owed', tone: 'over', word: 'Owed' },
  due: { shape: 'due', tone: 'open', word: 'Due' },
  done: { shape: 'done', tone: 'good', word: 'Handed over' },
  stuck: { shape: 'stuck', tone: 'bad', word: 'Stuck', isLoud: true },
} as const satisfies Record<Goods, Badge>

/** Nothing is owed of an order that ended without money, or whose money went back. */
const mayStillOwe: ReadonlySet<OrderStatus> = new Set([
  'registering',
  'unknown',
  'registered',
  'held',
  'paid',
  'review',
])

/** The goods of an order. */
export function goodsOf({ handsOver, handOver, status }: Pick<Order, 'handsOver' | 'handOver' | 'status'>): Goods {
  return handOver === 'none' && handsOver === true && mayStillOwe.has(status) ? 'owed' : handOver
}

export const linkBadges = {
  open: { shape: 'registered', tone: 'open', word: 'Waiting' },
  paid: { shape: 'paid', tone: 'good', word: 'Paid' },
  withdrawn: { shape: 'declined', tone: 'over', word: 'Withdrawn' },
  expired: { shape: 'expired', tone: 'over', word: 'Expired' },
} as const satisfies Record<LinkState, Badge>

/** @param look - `loud` at the head of a page; otherwise the badge itself knows. */
export function drawBadge({ shape, tone, word, isLoud = false }: Badge, look?: 'big' | 'loud'): Markup {
  const classes = ['badge', tone, isLoud || look ? 'loud' : '', look === 'big' ? 'big' : '']
  return html`<span class="${classes.filter((name) => name !== '').join(' ')}">${drawShape(shape)}${word}</span>`
}

import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { channels } from '../telemetry/channels.ts'
import type { HandOverEvent } from '../telemetry/events.ts'

/** How often the store's `onPaid` ran for an order, as the checkout told it on its channels. */
export interface HandOverRuns {
  readonly startedCount: number
  /** How many of them resolved: more than one, and the goods went out more than once. */
  readonly resolvedCount: number
}

/** Looks on while the store works, and changes nothing of it. */
export interface Watch {
  handOvers(orderNumber: string): HandOverRuns
  /** The settlements, hand-overs and callbacks that are under way: of each order what began last, in words. */
  underWay(): readonly string[]
  /** Stops looking. */
  close(): void
}

const none: HandOverRuns = { startedCount: 0, resolvedCount: 0 }

/** What is waited for, as a failed claim calls it. */
const words = {
  'hand-over': ({ handler, orderNumber }: HandOverEvent) => `${handler} of order ${orderNumber}`,
  settle: ({ orderNumber }: HandOverEvent) => `the settlement of order ${orderNumber}`,
  callback: ({ orderNumber }: HandOverEvent) => `a callback about order ${orderNumber}`,
} as const

export function watchStore(): Watch {
  const runs = new Map<string, HandOverRuns>()
  const underWay = new Map<unknown, readonly [orderNumber: string, text: string]>()

  function count(event: HandOverEvent, more: Partial<HandOverRuns>): void {
    if (event.handler === 'onClosed') return
    const { startedCount, resolvedCount } = runs.get(event.orderNumber) ?? none
    const counted = {
      startedCount: startedCount + (more.startedCount ?? 0),
      resolvedCount: resolvedCount + (more.resolvedCount ?? 0),
    }
    runs.set(event.orderNumber, counted)
  }

  const begun = (event: HandOverEvent, wordsOf: (event: HandOverEvent) => string): void =>
    void underWay.set(event, [event.orderNumber, wordsOf(event)])
  const ended = (message: unknown): void => void underWay.delete(message)
  const handOverBegun = (message: unknown): void => count(message as HandOverEvent, { startedCount: 1 })
  const handOverEnded = (message: unknown): void => {
    const event = message as HandOverEvent
    if (event.error === undefined) count(event, { resolvedCount: 1 })
  }
  const heard = [
    { channel: channels['hand-over'].start, hear: handOverBegun },
    { channel: channels['hand-over'].asyncEnd, hear: handOverEnded },
    ...(Object.keys(words) as (keyof typeof words)[]).flatMap((name) => [
      { channel: channels[name].start, hear: (message: unknown) => begun(message as HandOverEvent, words[name]) },
      { channel: channels[name].asyncEnd, hear: ended },
    ]),
  ]
  for (const { channel, hear } of heard) subscribe(channel.name, hear)
  return {
    handOvers: (orderNumber) => runs.get(orderNumber) ?? none,
    underWay: () => [...new Map(underWay.values()).values()],
    close() {
      for (const { channel, hear } of heard) unsubscribe(channel.name, hear)
    },
  }
}

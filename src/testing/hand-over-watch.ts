import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { channels } from '../telemetry/channels.ts'
import type { HandOverEvent, OperationEvent } from '../telemetry/events.ts'

/** How often the store's `onPaid` ran for an order, as the checkout told it on its channels. */
export interface HandOverRuns {
  readonly startedCount: number
  /** How many of them resolved: more than one, and the goods went out more than once. */
  readonly resolvedCount: number
}

/** Looks on while the store works, and changes nothing of it. */
export interface Watch {
  handOvers(orderNumber: string): HandOverRuns
  /** Whether a settlement or a hand-over is under way. */
  isBusy(): boolean
  /** Stops looking. */
  close(): void
}

const none: HandOverRuns = { startedCount: 0, resolvedCount: 0 }

export function watchStore(): Watch {
  const runs = new Map<string, HandOverRuns>()
  const underWay = new Set<OperationEvent>()

  function count(event: HandOverEvent, more: Partial<HandOverRuns>): void {
    if (event.handler === 'onClosed') return
    const { startedCount, resolvedCount } = runs.get(event.orderNumber) ?? none
    const counted = {
      startedCount: startedCount + (more.startedCount ?? 0),
      resolvedCount: resolvedCount + (more.resolvedCount ?? 0),
    }
    runs.set(event.orderNumber, counted)
  }

  const begun = (message: unknown): void => void underWay.add(message as OperationEvent)
  const ended = (message: unknown): void => void underWay.delete(message as OperationEvent)
  const handOverBegun = (message: unknown): void => count(message as HandOverEvent, { startedCount: 1 })
  const handOverEnded = (message: unknown): void => {
    const event = message as HandOverEvent
    if (event.error === undefined) count(event, { resolvedCount: 1 })
  }
  const heard = [
    { channel: channels['hand-over'].start, hear: handOverBegun },
    { channel: channels['hand-over'].asyncEnd, hear: handOverEnded },
    ...[channels['hand-over'], channels.settle, channels.callback].flatMap(({ start, asyncEnd }) => [
      { channel: start, hear: begun },
      { channel: asyncEnd, hear: ended },
    ]),
  ]
  for (const { channel, hear } of heard) subscribe(channel.name, hear)
  return {
    handOvers: (orderNumber) => runs.get(orderNumber) ?? none,
    isBusy: () => underWay.size > 0,
    close() {
      for (const { channel, hear } of heard) unsubscribe(channel.name, hear)
    },
  }
}

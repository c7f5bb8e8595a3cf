import type { Watcher } from './scope.ts'

/** How often the event loop is looked at, in milliseconds. */
const everyMs = 20

/** A stall that is worth telling, in milliseconds. */
const toldFromMs = 400

/** Tells when the event loop stands still, and how much of that time the process was at work. */
export function watchLoop({ tell, recent }: Watcher): void {
  let lastMs = performance.now()
  let lastCpu = process.cpuUsage()
  setInterval(() => {
    const now = performance.now()
    const ms = Math.round(now - lastMs - everyMs)
    const { user, system } = process.cpuUsage(lastCpu)
    if (ms >= toldFromMs) {
      const cpuMs = Math.round((user + system) / 1_000)
      tell({ kind: 'stall', ms, cpuMs, order: recent.order, page: recent.page })
    }
    lastMs = now
    lastCpu = process.cpuUsage()
    delete recent.order
    delete recent.page
  }, everyMs).unref()
}

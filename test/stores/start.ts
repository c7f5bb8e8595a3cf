import { clearGround, layGround } from './ground.ts'

/** Runs before all store tests. Packs the library and fetches what the stores need. */
export default async function start(): Promise<void> {
  try {
    await layGround()
  } catch (error) {
    clearGround()
    throw error
  }
}

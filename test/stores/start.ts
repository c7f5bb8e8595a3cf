import { clearGround, layGround } from './ground.ts'

/** Before all stores: the library is packed, and what they stand on is fetched. */
export default async function start(): Promise<void> {
  try {
    await layGround()
  } catch (error) {
    clearGround()
    throw error
  }
}

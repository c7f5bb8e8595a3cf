import type * as FastCheck from 'fast-check'
import { runSeed } from './seed.ts'

/** Properties without a seed use this run's. Done only when a test file imports fast-check: most never do. */
jest.doMock('fast-check', () => {
  const fastCheck = jest.requireActual<typeof FastCheck>('fast-check')
  fastCheck.configureGlobal({ seed: runSeed() })
  return fastCheck
})

import type * as FastCheck from 'fast-check'
import { runSeed } from './seed.ts'

/** Properties that name no seed take the one of this run. Not before a test file asks for fast-check: most never do. */
jest.doMock('fast-check', () => {
  const fastCheck = jest.requireActual<typeof FastCheck>('fast-check')
  fastCheck.configureGlobal({ seed: runSeed() })
  return fastCheck
})

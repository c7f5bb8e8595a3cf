import { runCLI } from 'jest'

/**
 * A process that runs the test files for one mutant after another. Starting Jest takes many times longer than a test
 * file without a database. Each run has its own modules, which read the environment again.
 *
 * It answers each request with the first test that failed, or with none.
 */
process.on('message', ({ config, environment, files, settings }) => {
  Object.assign(process.env, environment)
  void firstFailure({ config, files, settings }).then(
    (failure) => process.send({ failure }),
    (error) => process.send({ broken: String(error) }),
  )
})
process.on('disconnect', () => process.exit())

async function firstFailure({ config, files, settings }) {
  for (const file of files) {
    const words = {
      ...settings,
      config,
      _: [file],
      runInBand: true,
      reporters: [],
      // Otherwise Jest ends the process if it finds no file.
      passWithNoTests: true,
    }
    const { results } = await runCLI(words, [process.cwd()])
    if (results.numTotalTestSuites === 0) throw new Error(`Jest did not find ${file}.`)
    const [failure] = results.testResults.flatMap(failuresOf)
    if (failure) return { ...failure, file }
  }
  return undefined
}

/** A file that does not load has failed too. */
function failuresOf({ testExecError, failureMessage, testResults }) {
  if (testExecError) return [{ test: 'Test suite failed to run', message: failureMessage }]
  return testResults
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => ({ test: fullName, message: failureMessages.join('\n') }))
}

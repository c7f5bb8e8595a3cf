import { runCLI } from 'jest'

/**
 * A process that runs the test files of one mutant after another: to start Jest costs many times what a file without a
 * database does. Each run has its own modules, which read the environment anew.
 *
 * It answers each question with the first test that failed, or with none.
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
      // Without it Jest ends the process where it finds no file.
      passWithNoTests: true,
    }
    const { results } = await runCLI(words, [process.cwd()])
    if (results.numTotalTestSuites === 0) throw new Error(`Jest found no ${file}.`)
    const [failure] = results.testResults.flatMap(failuresOf)
    if (failure) return { ...failure, file }
  }
  return undefined
}

/** A file that does not load has failed, too. */
function failuresOf({ testExecError, failureMessage, testResults }) {
  if (testExecError) return [{ test: 'Test suite failed to run', message: failureMessage }]
  return testResults
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => ({ test: fullName, message: failureMessages.join('\n') }))
}

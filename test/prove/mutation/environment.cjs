const { randomUUID } = require('node:crypto')
const { writeFileSync, writeSync } = require('node:fs')
const { join, relative } = require('node:path')
const SupportEnvironment = require('../../support/environment.cjs')

/**
 * Records which mutants each test reaches (`MUTATION_COVERAGE` names the folder). On a run with a mutant, skips all
 * tests after the first failure.
 */
module.exports = class MutationEnvironment extends SupportEnvironment {
  constructor(config, context) {
    super(config, context)
    this.file = relative(config.projectConfig.rootDir, context.testPath)
    this.tests = []
    this.hasFailed = false
    this.coverage = { static: {}, perTest: {} }
    if (process.env.MUTATION_COVERAGE) this.global.__stryker__ = { mutantCoverage: this.coverage }
  }

  handleTestEvent({ name, test }) {
    const stryker = this.global.__stryker__
    if (name === 'test_start') {
      if (this.hasFailed) test.mode = 'skip'
      if (process.env.MUTATION_COVERAGE) stryker.currentTestId = idOf(this.file, test)
      this.tests.push(idOf(this.file, test))
      // Tells the runner that a test starts: a mutant in an endless loop starts no more.
      if (process.env.MUTATION_FILES) writeSync(3, '.')
    }
    // Errors of an `afterEach` count too: a test that leaves something behind has failed.
    if (name === 'test_done') {
      this.hasFailed ||= test.errors.length > 0 && !process.env.MUTATION_COVERAGE
      if (process.env.MUTATION_COVERAGE) stryker.currentTestId = undefined
    }
  }

  async teardown() {
    if (process.env.MUTATION_COVERAGE) this.writeCoverage(process.env.MUTATION_COVERAGE)
    await super.teardown()
  }

  /**
   * Code that runs while a file loads is reached by each of its tests. But a table must be tested by the tests in its
   * own folder, not by every file that happens to load it.
   */
  writeCoverage(folder) {
    const isOwn = JSON.parse(process.env.MUTATION_OWN_TESTS).some((folder) => this.file.startsWith(folder))
    const atLoad = isOwn ? Object.keys(this.coverage.static) : []
    const hits = this.tests.map((id) => [
      id,
      [...new Set([...atLoad, ...Object.keys(this.coverage.perTest[id] ?? {})])],
    ])
    writeFileSync(join(folder, `${randomUUID()}.json`), JSON.stringify(Object.fromEntries(hits)))
  }
}

/** As Jest's report names it. */
function idOf(file, test) {
  const names = []
  for (let block = test; block.parent; block = block.parent) names.unshift(block.name)
  return `${file} > ${names.join(' ')}`
}

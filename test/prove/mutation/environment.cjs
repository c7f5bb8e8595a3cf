const { randomUUID } = require('node:crypto')
const { writeFileSync, writeSync } = require('node:fs')
const { join, relative } = require('node:path')
const SupportEnvironment = require('../../support/environment.cjs')

/**
 * Notes which mutants each test reaches (`MUTATION_COVERAGE` names the folder), or, with a mutant, skips what comes
 * after the first test that fails.
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
      // To the runner: a mutant that goes round in circles starts none any more.
      if (process.env.MUTATION_FILES) writeSync(3, '.')
    }
    // Of an `afterEach` too: a test that leaves something behind has failed.
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
   * What is reached while a file loads is reached for each of its tests; but a table must be tested by the tests of its
   * own folder, not by everything that happens to load it.
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

/** Prints a line for each kind of store at the end of a run: whether it works. */
export default class CellReporter {
  onRunComplete(_contexts, { testResults }) {
    const cells = new Map()
    for (const { ancestorTitles, status, duration } of testResults.flatMap((file) => file.testResults)) {
      const [title = ''] = ancestorTitles
      if (!title.startsWith('a store: ')) continue
      const cell = cells.get(title) ?? { passed: 0, others: 0, durationMs: 0 }
      if (status === 'passed') cell.passed += 1
      else cell.others += 1
      cell.durationMs += duration ?? 0
      cells.set(title, cell)
    }
    for (const [title, { passed, others, durationMs }] of cells) {
      const result = others === 0 ? `works (${passed} tests)` : `FAILS ${others} of ${passed + others} tests`
      console.log(`${title.slice('a store: '.length).padEnd(52)} ${result}, ${(durationMs / 1000).toFixed(1)} s`)
    }
  }
}

const Sequencer = require('@jest/test-sequencer').default

/** Runs the files in the order the runner gave. */
module.exports = class GivenOrder extends Sequencer {
  sort(tests) {
    const files = JSON.parse(process.env.MUTATION_FILES ?? '[]')
    const place = ({ path }) => files.findIndex((file) => path.endsWith(file))
    return [...tests].sort((one, other) => place(one) - place(other))
  }
}

const Sequencer = require('@jest/test-sequencer').default

/** The files in the order in which the runner named them. */
module.exports = class GivenOrder extends Sequencer {
  sort(tests) {
    const files = JSON.parse(process.env.MUTATION_FILES ?? '[]')
    const place = ({ path }) => files.findIndex((file) => path.endsWith(file))
    return [...tests].sort((one, other) => place(one) - place(other))
  }
}

import { registerHooks } from 'node:module'

/**
 * A shop on `@prisma-cms/sberbank-module`, which is as published, without the GraphQL server around it.
 *
 * It is in a process of its own because the module reads the bank's address and the login from the environment, and was
 * written for `node --experimental-modules`, which took `./Order` for `./Order/index.mjs`. The hook does so again.
 */
registerHooks({
  resolve(specifier, context, nextResolve) {
    const stem = specifier.replace(/\/$/, '')
    const others = stem.startsWith('.') ? [`${stem}.mjs`, `${stem}/index.mjs`] : [`${stem}/src/index.mjs`]
    try {
      return nextResolve(specifier, context)
    } catch (error) {
      for (const other of others) {
        try {
          return nextResolve(other, context)
        } catch {
          // The next one, or the reason why the first was not found.
        }
      }
      throw error
    }
  },
})

const { default: SberbankModule, request } = await import('@prisma-cms/sberbank-module')
const { Query, Mutation } = new SberbankModule().getResolvers()
const resolvers = { ...Query, ...Mutation }

process.on('message', ({ name, data }) => {
  // A name is one of the module's resolvers, or else a path for the `request` that it exports.
  const answered = resolvers[name] ? resolvers[name](null, { data }, {}) : request(name, data)
  answered.then(
    (answer) => process.send({ answer }),
    (error) => process.send({ error: error.message }),
  )
})

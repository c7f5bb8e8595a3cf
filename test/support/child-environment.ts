/**
 * What a Node of ours is told when it starts with an environment of its own: where programs are, and where compiled
 * code is kept from one start to the next.
 */
export const childEnvironment = {
  PATH: process.env.PATH,
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
}

/** The environment of whoever runs the tests has no say in what the store is told. */
export function withoutCheckout(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !name.startsWith('CHECKOUT_') && name !== 'NODE_ENV'),
  )
}

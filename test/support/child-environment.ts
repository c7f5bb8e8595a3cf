/** What a child Node needs in a clean environment: where programs are, and where to cache compiled code. */
export const childEnvironment = {
  PATH: process.env.PATH,
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
}

/** Removes the checkout's own variables, so the test runner's environment does not configure the store. */
export function withoutCheckout(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !name.startsWith('CHECKOUT_') && name !== 'NODE_ENV'),
  )
}

/**
 * What a Node of ours is told when it starts with an environment of its own: where programs are, and where compiled
 * code is kept from one start to the next.
 */
export const childEnvironment = {
  PATH: process.env.PATH,
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
}

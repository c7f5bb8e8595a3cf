import { userInfo } from 'node:os'

/** Who is logged in on this machine. */
export function ownName(): string {
  try {
    return userInfo().username
  } catch {
    return 'command line'
  }
}

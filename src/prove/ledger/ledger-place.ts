import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { findLedgerFile } from '../../ledger-address.ts'

/** File systems on another machine, as `/proc/mounts` calls them. */
const networkTypes = /^(?:nfs\d?|cifs|smb\d?|smbfs|9p|ceph|glusterfs|afs|lustre|beegfs|ocfs2|gfs2|fuse\.\w+)$/

/** How people call disks of another machine. */
const networkNames: readonly RegExp[] = [
  /(?:^|[/\\_.-])(?:nfs\d?|efs|smb|cifs|samba|afs|sshfs|nas\d*|netapp|azurefiles?)(?:[/\\_.-]|$)/i,
  /(?:^|[/\\_.-])(?:gluster(?:fs)?|ceph(?:fs)?|gcsfuse|s3fs)(?:[/\\_.-]|$)/i,
  /^(?:\/mnt|\/media|\/net|\/Volumes)\/(?:.*[/_-])?shared?(?:[/_-]|$)/i,
  // \\server\folder, as Windows has it.
  /^[\\/]{2}/,
]

/**
 * Why the file of an SQLite ledger is on a network disk; undefined if nothing says so. A name is a guess, and only made
 * where the folder is not on this machine.
 */
export function whyOnNetwork(databaseUrl: string, folder: string, mounts = mountsOfThisMachine()): string | undefined {
  const name = findLedgerFile(databaseUrl)?.name
  if (name === undefined || name === ':memory:') return undefined
  const path = resolve(folder, name)
  const type = typeAt(realFolderOf(dirname(path)), mounts)
  if (type !== undefined && networkTypes.test(type)) return `${path} is on a disk of type ${type}`
  // Where it is on this machine, the machine knows better than its name.
  if (type !== undefined && existsSync(dirname(path))) return undefined
  const isNamedSo = networkNames.some((name) => name.test(path))
  return isNamedSo ? `${path} is on a network disk, to go by its name (it is not on this machine)` : undefined
}

/** Whether the ledger goes with the process. */
export function isInMemory(databaseUrl: string): boolean {
  return findLedgerFile(databaseUrl)?.name === ':memory:'
}

function mountsOfThisMachine(): string {
  return existsSync('/proc/mounts') ? readFileSync('/proc/mounts', 'utf8') : ''
}

/** The folder itself, or the nearest one above it that is there. */
function realFolderOf(folder: string): string {
  if (existsSync(folder)) return realpathSync(folder)
  return dirname(folder) === folder ? folder : realFolderOf(dirname(folder))
}

function typeAt(folder: string, mounts: string): string | undefined {
  const [nearest] = mounts
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, at]) => at !== undefined && `${folder}/`.startsWith(at === '/' ? '/' : `${at}/`))
    .sort(([, one = ''], [, other = '']) => other.length - one.length)
  return nearest?.[2]
}

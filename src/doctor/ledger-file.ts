import { existsSync, statfsSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, sep } from 'node:path'
import { findLedgerFile } from '../ledger-address.ts'
import type { Environment } from '../options/environment.ts'
import { isProduction } from '../options/unwise.ts'
import { ledgerPathOf } from '../ledger/survey.ts'
import { found } from './finding.ts'
import type { Finding } from './finding.ts'

const mib = 1024 * 1024

/** Free space on the disk of the ledger, in bytes. Chosen by feel: a busy shop writes some MiB an hour. */
const fullBelowBytes = 32 * mib
const lowBelowBytes = 256 * mib

/** Types of file systems on another machine, by the magic numbers of Linux (statfs(2)). */
const networkDisks: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x01021997, '9P'],
  [0x00c36400, 'Ceph'],
])

/** The same for those that go with the machine or the container. */
const passingDisks: ReadonlyMap<number, string> = new Map([
  [0x01021994, 'it is in the memory of this machine (tmpfs)'],
  [0x858458f6, 'it is in the memory of this machine (ramfs)'],
  [0x794c7630, 'it is in the layer of a container, which goes with it'],
])

/** Folders whose files web servers send to everybody. */
const served = /(?:^|[\\/])(?:public|static|htdocs|public_html|wwwroot|www[\\/]html)(?:[\\/]|$)/i

/** What the place of an SQLite ledger shows; nothing for any other, or before there is a file. */
export function ledgerFileFindings(databaseUrl: string, environment: Environment): readonly Finding[] {
  const path = ledgerPathOf(databaseUrl)
  if (path === undefined || !existsSync(dirname(path))) return []
  return [
    ...(served.test(dirname(path)) ? [found('ledger-in-public-folder', path)] : []),
    ...modeFindings(path, findLedgerFile(databaseUrl)?.mode ?? 0o600),
    ...diskFindings(path, environment),
  ]
}

function modeFindings(path: string, wanted: number): readonly Finding[] {
  if (process.platform === 'win32' || !existsSync(path)) return []
  const findings: Finding[] = []
  const mode = statSync(path).mode & 0o777
  if ((mode & ~wanted) !== 0) findings.push(found('ledger-file-mode', path, octal(mode), octal(wanted)))
  const folder = dirname(path)
  const folderMode = statSync(folder).mode & 0o7777
  const isOpenToAll = (folderMode & 0o002) !== 0 && (folderMode & 0o1000) === 0
  if (isOpenToAll) findings.push(found('ledger-folder-mode', folder, octal(folderMode)))
  return findings
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0')
}

function diskFindings(path: string, environment: Environment): readonly Finding[] {
  const { type, bavail, bsize } = statfsSync(dirname(path))
  const freeBytes = bavail * bsize
  const free = `${Math.floor(freeBytes / mib)} MiB`
  const network = networkDisks.get(type)
  const findings: Finding[] = []
  if (freeBytes < fullBelowBytes) findings.push(found('ledger-disk-full', path, free))
  else if (freeBytes < lowBelowBytes) findings.push(found('ledger-disk-low', path, free))
  if (network !== undefined) findings.push(found('ledger-on-network', path, network))
  const passing = isProduction(environment) ? whyPassing(path, type) : undefined
  if (passing !== undefined) findings.push(found('ledger-temporary', path, passing))
  return findings
}

/** Folders that are emptied at a restart, or now and then. */
const temporaryFolders = [tmpdir(), '/tmp', '/var/tmp', '/dev/shm']

function whyPassing(path: string, type: number): string | undefined {
  const folder = temporaryFolders.find((one) => path.startsWith(one + sep))
  return folder === undefined ? passingDisks.get(type) : `files in ${folder} are removed now and then`
}

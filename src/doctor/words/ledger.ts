import type { FindingWords } from './finding-words.ts'

/** What the ledger's place and server show. */
export const ledgerWords = {
  'ledger-unreachable': {
    level: 'error',
    message: (reason: string) => `The ledger cannot be reached: ${reason}`,
    help: 'Is CHECKOUT_DATABASE_URL right, and does the database run? Until it answers, nobody can pay.',
  },
  'ledger-right-missing': {
    level: 'error',
    message: (what: string, reason: string) => `The ledger cannot be opened, because its ${what} is missing: ${reason}`,
    help:
      'Create the role and the database named in CHECKOUT_DATABASE_URL; the role needs all rights on ' +
      'its own schema.',
  },
  'ledger-file-unusable': {
    level: 'error',
    message: (reason: string) => reason,
    help: 'Give the folder and the file to the user that runs the store, on a local disk that takes writes.',
  },
  'ledger-read-only': {
    level: 'error',
    message: () => "The ledger's server takes no writes: it is a standby, or set read-only.",
    help: 'CHECKOUT_DATABASE_URL must lead to the primary.',
  },
  'ledger-in-memory': {
    level: 'error',
    message: () => 'The ledger is in memory, and NODE_ENV is production: every order is lost when the process ends.',
    help: 'Set CHECKOUT_DATABASE_URL to a file, such as sqlite:/var/lib/shop/checkout.db, or to PostgreSQL.',
  },
  'ledger-path-relative': {
    level: 'warning',
    message: () => 'The ledger is a file in whatever folder the process was started in, and NODE_ENV is production.',
    help:
      'Started elsewhere, the store finds none of its orders. Give the whole path: ' +
      'sqlite:/var/lib/shop/checkout.db.',
  },
  'ledger-in-function': {
    level: 'error',
    message: (variable: string) =>
      `The ledger is SQLite, but this process is a function of a serverless platform (${variable} is set).`,
    help:
      'Its file is gone with the function, and each function has another one: orders are lost, and goods can go out ' +
      'twice. Set CHECKOUT_DATABASE_URL to PostgreSQL.',
  },
  'ledger-temporary': {
    level: 'error',
    message: (path: string, why: string) => `The ledger ${path} will not last: ${why}.`,
    help: 'Put it on a disk that outlives the machine and the container: sqlite:/var/lib/shop/checkout.db on a volume.',
  },
  'ledger-on-network': {
    level: 'error',
    message: (path: string, kind: string) => `The ledger ${path} is on a network disk (${kind}).`,
    help: "SQLite's locks do not hold there, and orders can be lost. Use a local disk, or PostgreSQL.",
  },
  'ledger-in-public-folder': {
    level: 'error',
    message: (path: string) => `The ledger ${path} is in a folder that web servers usually serve to everybody.`,
    help: 'It holds what buyers bought, and their addresses. Move it out, and check the access log for downloads.',
  },
  'ledger-file-mode': {
    level: 'warning',
    message: (path: string, mode: string, wanted: string) => `The ledger ${path} has mode ${mode}, not ${wanted}.`,
    help: (path: string, _mode: string, wanted: string) =>
      `Others on this machine can read or change it: chmod ${wanted} ${path}. If they should, say so: ` +
      'sqlite:<file>?mode=0640.',
  },
  'ledger-folder-mode': {
    level: 'warning',
    message: (folder: string, mode: string) =>
      `Anybody on this machine may replace the ledger: its folder ${folder} has mode ${mode}.`,
    help: (folder: string) => `chmod o-w ${folder}`,
  },
  'ledger-disk-full': {
    level: 'error',
    message: (path: string, free: string) => `The disk of the ledger ${path} has ${free} left.`,
    help: 'Once it is full, nobody can pay. Make room now.',
  },
  'ledger-disk-low': {
    level: 'warning',
    message: (path: string, free: string) => `The disk of the ledger ${path} has ${free} left.`,
    help: 'Once it is full, nobody can pay. Make room: a million orders take about 2 GB.',
  },
  'ledger-plain': {
    level: 'error',
    message: () => 'Orders and the password go to PostgreSQL on another host unencrypted.',
    help: 'Add ?sslmode=verify-full to CHECKOUT_DATABASE_URL.',
  },
  'schema-behind': {
    level: 'warning',
    message: (number: number, known: number) =>
      `The ledger's schema is number ${number}, and this version's is ${known}: the next start brings it up to date.`,
    help: 'Make a backup first. docs/upgrading.md says what the step does. Its orders were not looked at this time.',
  },
  'schema-ahead': {
    level: 'warning',
    message: (number: number, known: number) =>
      `The ledger's schema is number ${number}: a newer version has been here. This one knows ` +
      `${known}, and may work on.`,
    help: 'Install the newer version in every process of this shop.',
  },
  'schema-too-new': {
    level: 'error',
    message: (number: number, known: number) =>
      `The ledger's schema is number ${number}, but this version only knows ${known}, and cannot start on it.`,
    help: 'Install the version that made it, or a later one.',
  },
  'index-missing': {
    level: 'warning',
    message: (names: string) => `Indexes of the ledger are missing or unfinished: ${names}.`,
    help: 'The ledger is right without them, only slower. The next start builds them, while the shop sells.',
  },
  'role-too-mighty': {
    level: 'warning',
    message: (role: string, rights: string) => `The ledger's role ${role} has rights it does not need: ${rights}.`,
    help: (role: string) =>
      `Whoever gets hold of the store gets the whole server. Use a role of its own for the ledger: ` +
      `create role shop login; or take the rights away: alter role ${role} nosuperuser nocreaterole nocreatedb;`,
  },
  'connections-short': {
    level: 'warning',
    message: (wanted: number, free: number) =>
      `The processes of the ledger may want ${wanted} connections, and the server has room for ${free}.`,
    help: 'Lower CHECKOUT_DATABASE_POOL, raise max_connections, or put a pooler in between.',
  },
  'commits-not-durable': {
    level: 'warning',
    message: (settings: string) => `PostgreSQL may lose what it has confirmed in a power cut: ${settings}.`,
    help: 'An order could then be paid at the bank and unknown here. Set fsync=on and synchronous_commit=on.',
  },
  'ledger-clock-skew': {
    level: 'warning',
    message: (seconds: number, ahead: string) =>
      `The clock of the ledger's server is ${seconds} seconds ${ahead} this machine's.`,
    help: 'Switch time synchronisation on, on both machines: timedatectl set-ntp true.',
  },
} as const satisfies Record<string, FindingWords<never>>

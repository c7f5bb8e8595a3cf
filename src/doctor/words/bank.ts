import type { FindingWords } from './finding-words.ts'

/** What a call to the bank shows. */
export const bankWords = {
  'bank-unreachable': {
    level: 'error',
    message: (url: string, reason: string) => `The bank does not answer at ${url}: ${reason}.`,
    help:
      'Is CHECKOUT_GATEWAY_URL right, and may this machine call out? Many banks answer known addresses only: ask ' +
      'yours to let this one in.',
  },
  'bank-proxy': {
    level: 'error',
    message: (reason: string) => `The proxy (gateway.proxy) opens no way to the bank: ${reason}.`,
    help: 'Check CHECKOUT_GATEWAY_PROXY, its login, and whether it allows CONNECT to the port of the bank.',
  },
  'bank-authority-unknown': {
    level: 'error',
    message: (reason: string) =>
      `Nobody that Node trusts vouches for the bank's certificate (${reason}). Nothing is sent there.`,
    help:
      'If the bank uses a private or national authority, get its certificate from the bank and set ' +
      'CHECKOUT_GATEWAY_CA_FILE. If not, somebody may be in between.',
  },
  'bank-certificate-expired': {
    level: 'error',
    message: (reason: string) => `The bank's certificate is not valid today (${reason}). Nothing is sent there.`,
    help: "Is this machine's clock right? If it is, tell the bank.",
  },
  'bank-certificate-name': {
    level: 'error',
    message: (host: string) => `The bank's certificate is for another host than ${host}. Nothing is sent there.`,
    help: 'Is the host in CHECKOUT_GATEWAY_URL spelt as the bank gave it? If it is, somebody may be in between.',
  },
  'bank-certificate-expiring': {
    level: 'warning',
    message: (day: string, days: number) => `The bank's certificate ends on ${day}, in ${days} days.`,
    help: 'The bank should renew it before that; if it does not, every call fails. Ask them a few days ahead.',
  },
  'bank-address': {
    level: 'error',
    message: (url: string, status: number) => `There is no REST API at ${url}: it answered HTTP status ${status}.`,
    help: 'CHECKOUT_GATEWAY_URL is the root of the REST API, and usually ends in /payment/rest/. Ask the bank for it.',
  },
  'bank-login-refused': {
    level: 'error',
    message: (reason: string) => `The bank refuses the login: ${reason}`,
    help:
      'Check CHECKOUT_GATEWAY_USER (it often ends in -api) and CHECKOUT_GATEWAY_PASSWORD, or CHECKOUT_GATEWAY_TOKEN; ' +
      'CHECKOUT_GATEWAY_BASIC if the bank wants it in a header. A password may have to be changed in the portal first.',
  },
  'bank-unreadable': {
    level: 'error',
    message: (reason: string) => `The bank's answer cannot be read: ${reason}`,
    help: 'Is CHECKOUT_GATEWAY_URL the root of the REST API? Something in between may answer instead of the bank.',
  },
  'bank-busy': {
    level: 'warning',
    message: (status: number) => `The bank turned a question away with HTTP status ${status}.`,
    help:
      'It is overloaded, or we ask too much. Orders wait meanwhile, and are asked about again. Lower ' +
      'sweep.concurrency.',
  },
  'bank-slow': {
    level: 'warning',
    message: (seconds: number) => `The bank took ${seconds} seconds to answer a question.`,
    help: 'Buyers wait as long. Ask the bank; keep gateway.timeoutMs well above it.',
  },
  'bank-left-alone': {
    level: 'warning',
    message: (door: string) => `This process leaves the bank alone at present (${door}): it has not answered lately.`,
    help: 'It asks again by itself. If it stays so, see what else is found about the bank.',
  },
  'clock-skew': {
    level: 'warning',
    message: (seconds: number, ahead: string) => `This machine's clock is ${seconds} seconds ${ahead} the bank's.`,
    help: 'Orders would expire too early or too late here. Switch time synchronisation on: timedatectl set-ntp true.',
  },
  'form-hosts': {
    level: 'warning',
    message: (hosts: string) =>
      `gateway.formHosts allows payment pages on this machine (${hosts}), but the bank is somewhere else.`,
    help: "List only the host of the bank's payment page in CHECKOUT_FORM_HOSTS.",
  },
} as const satisfies Record<string, FindingWords<never>>

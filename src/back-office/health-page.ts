import type { Finding } from '../doctor/finding.ts'
import type { Health } from '../doctor/health.ts'
import { html } from '../html/html.ts'
import type { Content, Markup } from '../html/html.ts'
import type { LedgerProcess } from '../ledger/processes.ts'
import { card, empty, head } from './layout.ts'
import type { OfficePage } from './layout.ts'
import { drawShape } from './shapes.ts'
import type { Shape } from './shapes.ts'
import { drawBadge } from './states.ts'
import type { Badge, Tone } from './states.ts'
import { counted, countText, durationText } from './writing.ts'
import type { Clockwork } from './writing.ts'

/** When the doctor last looked, and what it found. */
export interface Examination {
  readonly at: Date
  readonly tookMs: number
  readonly findings: readonly Finding[]
}

export interface HealthShown {
  readonly health: Health
  /** Undefined until somebody has asked for it. */
  readonly examination: Examination | undefined
  /** Every process on the ledger that was heard of lately, of any shop. */
  readonly processes: readonly LedgerProcess[]
  /** Key of the shop. */
  readonly shopKey: string
  /** Signed: for whom the page was written. */
  readonly seal: string
}

/** Whether the store works: what the doctor found, every process, the bank's doors. */
export function healthPage(shown: HealthShown, base: string, clock: Clockwork): OfficePage {
  const { health, examination, seal } = shown
  const looked = examination
    ? html`Looked at ${clock.exactTime(examination.at)}, in ${durationText(examination.tookMs)}.`
    : 'The doctor has not looked since this process started.'
  const sells = health.ok ? 'Selling works.' : 'Selling does not work as it should.'
  const again = html`<form class="buttons" method="post" action="${base}/health">
    <input type="hidden" name="seal" value="${seal}" />
    <button class="button">${examination ? 'Look again' : 'Look now'}</button>
  </form>`
  return {
    title: 'Health',
    place: 'health',
    main: html`${head('Health', html`${looked} ${sells}`, again)} ${writeTiles(shown)} ${writeFindings(examination)}
    ${card('processes', 'Processes', writeProcesses(shown), 'Heard of within ten minutes')}
    ${card('bank', 'The bank', writeDoors(health.gateway), 'How this process gets on with it')}`,
  }
}

function writeTiles({ health, examination }: HealthShown): Markup {
  const { review = 0, stuck = 0, unknown = 0, oldestDueMs = 0 } = health
  const tile = (label: string, figure: Content, second: Content): Markup =>
    html`<div class="tile">
      <dt>${label}</dt>
      <dd class="figure">${figure}</dd>
      <dd class="second">${second}</dd>
    </div>`
  const levels = examination && countedLevels(examination.findings)
  return html`<dl class="tiles four">
    ${tile('Findings', examination ? countText(examination.findings.length) : '–', levels ?? 'nobody has looked yet')}
    ${tile(
      'Ledger',
      health.ledger === 'open' ? 'Open' : 'Away',
      health.ledger === 'open' ? 'answers' : 'nothing can be sold until it is back',
    )}
    ${tile('Sweep', sweepWords[health.sweep], oldestDueMs === 0 ? 'nothing is behind' : behindText(oldestDueMs))}
    ${tile(
      'Needs a person',
      countText(review + stuck),
      [`${countText(review)} in review`, `${countText(stuck)} stuck`, `${countText(unknown)} unknown`].join(', '),
    )}
  </dl>`
}

const sweepWords = { running: 'Runs', late: 'Late', off: 'Off' } as const satisfies Record<Health['sweep'], string>

function behindText(oldestDueMs: number): string {
  return `the oldest is ${durationText(oldestDueMs)} behind`
}

function countedLevels(findings: readonly Finding[]): string {
  const count = (level: Finding['level']): number => findings.filter((one) => one.level === level).length
  if (findings.length === 0) return 'all is well'
  const words = [counted(count('error'), 'fault'), counted(count('warning'), 'warning'), counted(count('note'), 'note')]
  return words.filter((word) => !word.startsWith('0 ')).join(', ')
}

const levels = {
  error: { word: 'Fault', tone: 'bad', shape: 'error' },
  warning: { word: 'Warning', tone: 'caution', shape: 'review' },
  note: { word: 'Note', tone: 'open', shape: 'note' },
} as const satisfies Record<Finding['level'], { readonly word: string; readonly tone: Tone; readonly shape: Shape }>

function writeFindings(examination: Examination | undefined): Markup {
  if (!examination) {
    const then = 'Press “Look now”: it asks the bank one question, and visits the shop at its public address.'
    return card('findings', 'What the doctor found', empty('Nobody has looked yet.', then))
  }
  const { findings } = examination
  if (findings.length === 0) {
    return card('findings', 'What the doctor found', empty('Nothing is wrong.', 'All that could be looked at is fine.'))
  }
  return card(
    'findings',
    'What the doctor found',
    html`<ul>
      ${findings.map(writeFinding)}
    </ul>`,
    'The worst first',
  )
}

/** The same words as on the command line. */
function writeFinding({ code, level, message, help }: Finding): Markup {
  const { word, tone, shape } = levels[level]
  return html`<li class="finding ${tone}">
    ${drawShape(shape)}
    <div class="flow">
      <h3><span class="level">${word}</span> <small class="mono">${code}</small></h3>
      <p>${message}</p>
      <p>${help}</p>
    </div>
  </li>`
}

function writeProcesses({ processes, shopKey }: HealthShown): Content {
  if (processes.length === 0) {
    return empty('No process is known.', 'None has used the ledger within the last ten minutes.')
  }
  const headings = ['Process', 'Does', 'Shop', 'Last heard of']
  return html`<table class="table stack labelled" role="table">
    <thead role="rowgroup">
      <tr role="row">
        ${headings.map((heading) => html`<th role="columnheader" scope="col">${heading}</th>`)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${processes.map((one, index) => writeProcess(one, index, shopKey))}
    </tbody>
  </table>`
}

function writeProcess(
  { version, node, sweeps, handsOver, shop, seenMsAgo }: LedgerProcess,
  index: number,
  own: string,
) {
  const does = ['Sells', sweeps ? 'sweeps' : undefined, handsOver ? 'hands over' : undefined]
  return html`<tr role="row">
    <th role="rowheader" scope="row">${index + 1} <small class="quiet">${version}, Node ${node}</small></th>
    <td role="cell" data-label="Does">${does.filter((word) => word !== undefined).join(', ')}</td>
    <td role="cell" data-label="Shop"><bdi>${shop === own ? 'This one' : shop}</bdi></td>
    <td role="cell" data-label="Last heard of">${durationText(seenMsAgo)} ago</td>
  </tr>`
}

const doorWords = {
  questions: 'Ask about orders',
  registrations: 'Open orders',
  moneyOut: 'Move money',
} as const satisfies Record<keyof Health['gateway'], string>

export const doorBadges = {
  answering: { shape: 'answering', tone: 'good', word: 'Answers' },
  probing: { shape: 'probing', tone: 'caution', word: 'On trial' },
  'left-alone': { shape: 'declined', tone: 'bad', word: 'Left alone', isLoud: true },
} as const satisfies Record<Health['gateway'][keyof Health['gateway']], Badge>

function writeDoors(doors: Health['gateway']): Markup {
  const names = Object.keys(doorWords) as (keyof Health['gateway'])[]
  return html`<table class="table stack labelled" role="table">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">To</th>
          <th role="columnheader" scope="col">The bank</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${names.map(
          (name) =>
            html`<tr role="row">
              <th role="rowheader" scope="row">${doorWords[name]}</th>
              <td role="cell" data-label="The bank">${drawBadge(doorBadges[doors[name]])}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <p class="in quiet small">
      Left alone: the bank was silent several times, so calls wait for a moment, and buyers are told to come back. On
      trial: one call at a time.
    </p>`
}

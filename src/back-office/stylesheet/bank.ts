/** Health, and the pages of the sandbox bank. */
export const bank = `
/* ---- Health ---- */
.finding {
  display: grid; grid-template-columns: 1.25rem minmax(0, 1fr); gap: 0 0.75rem; padding: 0.875rem 1.125rem;
  border-block-start: 1px solid var(--line);
}
.finding:first-child { border-block-start: 0; }
.finding > .i { inline-size: 1.25rem; block-size: 1.25rem; margin-block-start: 0.125rem; }
.finding h3 .level { color: var(--tone); }
.beat { display: block; inline-size: 100%; min-inline-size: 8rem; }
.beat-on { fill: var(--good); }
.beat-off { fill: none; stroke: var(--bad); stroke-width: 1.5; }
.beat-slow { fill: var(--caution); }
.passed { columns: 17rem; column-gap: 2rem; font-size: 0.875rem; color: var(--quiet); }
.passed li { break-inside: avoid; padding-block: 0.125rem; }

/* ---- The sandbox bank: same parts, its own colour ---- */
.bank {
  --link: #0b5c55; --focus: #0b5c55; --open: #0b5c55; --open-soft: #e0f0ed; --bar: #17857a; --ground: #f1f4f4;
  --ink: #14211f;
}
.bank .mark-field { fill: var(--link); }
@media (prefers-color-scheme: dark) {
  .bank {
    --link: #6fd3c5; --focus: #6fd3c5; --open: #6fd3c5; --open-soft: #143b36; --bar: #45b3a5; --ground: #0f1615;
    --card: #182220; --sunk: #1f2b29; --line: #33423f; --ink: #e8efed;
  }
}
.bank .count { background: var(--caution-soft); color: var(--caution); }
.bank .cols.lead { align-items: start; }
.bank fieldset { margin-block-start: 1.5rem; }
.bank .button + .hint { margin-block-start: 0.5rem; }
.placed th > a { white-space: nowrap; }
.placed th > small { overflow-wrap: anywhere; }
.just { --cut: var(--good-soft); background: var(--good-soft); }
.said {
  display: flex; gap: 0.375rem; margin-block-end: 0.375rem; color: var(--tone); font-size: 0.875rem;
  font-weight: 550;
}
.said .i { margin-block-start: 0.1875rem; }
.faults { display: grid; gap: 0.5rem 1.25rem; grid-template-columns: minmax(0, 1fr); }
.faults li { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: 0.75rem; align-items: center; }
.faults .button { inline-size: 100%; white-space: normal; }
@media (max-width: 45.99rem) {
  /* Letters may be twice as large. */
  .bank :is(.button, .badge, time) { white-space: normal; }
  .bank .find .button { white-space: nowrap; }
  .bank .fields.three > :first-child { grid-column: 1 / -1; }
  /* Two short lines for what a table has in a row, and the buttons below. */
  .placed tr { grid-template: 'order amount' 'order status' 1fr 'deeds deeds' / minmax(0, 1fr) auto; }
  .placed th { grid-area: order; }
  .placed .c-amount { grid-area: amount; }
  .placed .c-status { grid-area: status; text-align: end; }
  .placed .c-deeds { grid-area: deeds; padding-block-start: 0.375rem; }
  .asked tr { grid-template: 'call call answer' 'order at took' 'fault fault fault' / auto minmax(0, 1fr) auto; }
  .asked th { grid-area: call; }
  .asked .c-answer { grid-area: answer; text-align: end; }
  .asked .c-order { grid-area: order; }
  .asked .c-took { grid-area: took; }
  .asked .c-at { grid-area: at; color: var(--quiet); }
  .asked .c-fault { grid-area: fault; }
  .cards tr { grid-template: 'number brand' 'what code' / minmax(0, 1fr) auto; }
  .cards th { grid-area: number; }
  .cards .c-brand { grid-area: brand; text-align: end; }
  .cards .c-code { grid-area: code; text-align: end; }
  .cards .c-code::before { content: 'Code '; color: var(--quiet); font-family: system-ui, sans-serif; }
  .cards td:last-child { grid-area: what; }
}
@media (min-width: 64rem) { .faults { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
`

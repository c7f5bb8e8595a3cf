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
.faults { display: grid; gap: 0.5rem 1.25rem; grid-template-columns: minmax(0, 1fr); }
.faults li { display: grid; grid-template-columns: 10.5rem minmax(0, 1fr); gap: 0.75rem; align-items: center; }
.faults .button { inline-size: 100%; white-space: normal; }
@media (min-width: 64rem) { .faults { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
`

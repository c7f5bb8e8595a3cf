/** Facts, lists and charts. */
export const pictures = `
/* ---- Facts ---- */
.facts { font-size: 0.9375rem; }
.facts > div {
  display: grid; grid-template-columns: minmax(6.5rem, 36%) minmax(0, 1fr); gap: 0 1rem; padding-block: 0.5rem;
  border-block-end: 1px solid var(--line);
}
.facts > div:first-child { padding-block-start: 0; }
.facts > div:last-child { padding-block-end: 0; border-block-end: 0; }
.facts dt { color: var(--quiet); }
.facts dd small { display: block; }
@media (min-width: 64rem) {
  .facts.pair { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); column-gap: 3rem; }
  .facts.pair > div { padding-block: 0.5rem; }
  .facts.pair > :nth-last-child(2):nth-child(odd) { border-block-end: 0; }
}

/* ---- What needs a person ---- */
.todo > li {
  display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: 0 0.625rem; padding: 0.75rem 1.125rem;
  border-block-start: 1px solid var(--line);
}
.todo > li:first-child { border-block-start: 0; }
.todo .i { margin-block-start: 0.2rem; }
.todo a { font-weight: 600; }
.todo div > small { display: block; }
.todo .money { font-size: 0.875rem; font-weight: 600; }

/* ---- Charts. Lengths are attributes in per cent: no viewBox, so words keep their size on a phone ---- */
.answer { font-size: 1.0625rem; font-weight: 400; }
.answer b { font-weight: 650; }
.key { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; color: var(--quiet); font-size: 0.8125rem; }
.key svg { vertical-align: -0.1em; margin-inline-end: 0.375rem; }
.plot { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0 0.5rem; margin-block: 0.75rem; }
.plot-y {
  display: flex; flex-direction: column; justify-content: space-between; block-size: 12.5rem;
  margin-block-start: -0.5rem; color: var(--quiet); font-size: 0.75rem; line-height: 1rem;
  font-variant-numeric: tabular-nums; text-align: end;
}
.plot svg { display: block; inline-size: 100%; overflow: visible; }
.grid-line { stroke: var(--line); }
.now { fill: var(--bar); }
.so-far { fill: var(--bar-bed); stroke: var(--bar); stroke-width: 1.5; stroke-dasharray: 3 2; }
.then { stroke: var(--then); stroke-width: 2; }
.plot text { fill: var(--quiet); font-size: 0.75rem; }
.scroll { max-block-size: 18rem; overflow: auto; border: 1px solid var(--line); border-radius: 6px; }
.bars > li { padding-block: 0.4375rem; }
.bars .row { display: flex; justify-content: space-between; align-items: baseline; gap: 1rem; font-size: 0.9375rem; }
.bars .row b { font-weight: 650; font-variant-numeric: tabular-nums; white-space: nowrap; }
.bars .row small {
  display: inline-block; min-inline-size: 3.25em; text-align: end; font-variant-numeric: tabular-nums;
}
.bars a { color: inherit; text-decoration-color: var(--edge); }
.bar { display: block; inline-size: 100%; margin-block: 0.25rem 0.125rem; }
.bar-bed { fill: var(--bar-bed); }
.bar-on { fill: var(--bar); }
[dir='rtl'] :is(.bar, .beat, .plot svg, .plot text) { transform: scaleX(-1); }
/* Mirrored with the picture, and turned back where they stand. */

.plot text { direction: ltr; transform-box: fill-box; transform-origin: center; }
`

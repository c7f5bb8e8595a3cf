/** One order, and what is done to it. */
export const deeds = `
/* ---- One order ---- */
.order-head { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 1rem; }
.order-head .sum {
  margin-inline-start: auto; text-align: end; font-size: 1.625rem; font-weight: 650; letter-spacing: -0.015em;
  line-height: 1.2;
}
.order-head .sum .money small { font-size: 1rem; letter-spacing: 0; }
.order-head .sum > small { display: block; letter-spacing: 0; }
@media (max-width: 45.99rem) {
  .order-head { display: block; }
  .order-head .sum { margin-block: 0.375rem; text-align: start; }
  .order-head .sum > small { display: inline; }
}
.order-head h1 { display: flex; flex-wrap: wrap; align-items: center; gap: 0.375rem 0.75rem; }
.explain { display: grid; gap: 1rem 2rem; }
.explain p + p { margin-block-start: 0.5rem; }
.explain h3 { margin-block-end: 0.125rem; color: var(--quiet); font-weight: 600; font-size: 0.8125rem; }
@media (min-width: 46rem) { .explain { grid-template-columns: repeat(3, minmax(0, 1fr)); } }

/* The life of an order as a line map. Been: solid. Possible: dashed. Closed: pale. */
.map {
  display: none; direction: ltr; inline-size: 100%; max-inline-size: 62rem; block-size: auto; margin-inline: auto;
}
.track { fill: none; stroke: var(--pale); stroke-width: 1.5; }
.track.can { stroke: var(--quiet); stroke-width: 2.5; stroke-dasharray: 0 6; stroke-linecap: round; }
.track.been { stroke: var(--ink); stroke-width: 4; }
.stop { --hole: var(--card); color: var(--pale); }
/* A word stays readable where a track crosses it. */
.stop text {
  fill: var(--quiet); font-size: 14px; text-anchor: middle; paint-order: stroke; stroke: var(--card);
  stroke-width: 5px; stroke-linejoin: round;
}
.stop text.start { text-anchor: start; }
.stop.can { color: var(--quiet); }
.stop.been { color: var(--ink); }
.stop.been text { fill: var(--ink); font-weight: 600; }
.stop.been text.at { fill: var(--quiet); font-weight: 400; font-size: 13px; font-variant-numeric: tabular-nums; }
.stop.here { color: var(--tone); }
.stop.here text { fill: var(--tone); font-weight: 700; }
.halo { fill: var(--tone-soft); }
.line { --gap: 1.125rem; }
.line > li {
  position: relative; display: grid; grid-template-columns: 1.25rem minmax(0, 1fr) auto; gap: 0 0.75rem;
  align-items: start; padding-block-end: var(--gap);
}
.line > li:last-child { padding-block-end: 0; }
.line > li::before {
  content: ''; position: absolute; inset-block: 0.75rem -0.5rem; inset-inline-start: calc(0.625rem - 2px);
  inline-size: 4px; background: var(--ink);
}
.line > li:last-child::before { display: none; }
.line > li.fork::before {
  inline-size: 0; inset-inline-start: calc(0.625rem - 1px); background: none;
  border-inline-start: 2px dotted var(--quiet);
}
.line .i {
  position: relative; inline-size: 1.25rem; block-size: 1.25rem; background: var(--card); border-radius: 50%;
  box-shadow: 0 0 0 3px var(--card);
}
.line b { font-weight: 600; }
.line time { color: var(--quiet); font-variant-numeric: tabular-nums; }
.line .can { color: var(--quiet); }
.line .here b { color: var(--tone); }
@media (min-width: 46rem) {
  .map { display: block; }
  .line.behind { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
}
.goods {
  display: flex; flex-wrap: wrap; align-items: center; gap: 0.375rem 0.75rem; padding-block-start: 0.875rem;
  border-block-start: 1px solid var(--line); font-size: 0.875rem;
}
.goods li { display: flex; flex-wrap: wrap; gap: 0 0.5rem; align-items: center; }
.goods li + li + li::before {
  content: ''; inline-size: 1.5rem; border-block-start: 2px solid var(--ink); margin-inline-end: 0.25rem;
}
.goods time { color: var(--quiet); font-variant-numeric: tabular-nums; }
@media (max-width: 45.99rem) {
  .goods { display: grid; }
  .goods li { justify-content: space-between; }
  .goods li::before { display: none; }
}

/* What happened: newest first, whose word it is in front. */
.told > li {
  display: grid; grid-template-columns: 4.5rem minmax(0, 1fr); gap: 0 1rem; padding-block: 0.75rem;
  border-block-start: 1px solid var(--line);
}
.told > li:first-child { border-block-start: 0; padding-block-start: 0.25rem; }
.told > li > time {
  color: var(--quiet); font-size: 0.875rem; font-variant-numeric: tabular-nums; padding-block-start: 0.0625rem;
}
.told .by { display: block; color: var(--quiet); font-size: 0.8125rem; font-weight: 600; }
.told details { margin-block-start: 0.25rem; }
pre {
  padding: 0.75rem; overflow: auto; background: var(--sunk); border-radius: 6px; font: 0.8125rem/1.5 var(--mono);
  white-space: pre-wrap;
}
.deeds > li { padding-block: 0.875rem; border-block-start: 1px solid var(--line); }
.deeds > li:first-child { padding-block-start: 0; border-block-start: 0; }
.deeds > li:last-child { padding-block-end: 0; }
.give { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0.5rem 0.625rem; align-items: end; }
.cannot p + p { margin-block-start: 0.25rem; }
.cannot { color: var(--quiet); font-size: 0.875rem; }
.cannot b { color: var(--ink); font-weight: 550; }

/* ---- Confirm page: one column, one question ---- */
.ask { inline-size: 100%; max-inline-size: 42rem; margin-inline: auto; }
.ask h1 { font-size: 1.75rem; }
.steps { counter-reset: step; display: grid; gap: 0.625rem; }
.steps li { counter-increment: step; display: grid; grid-template-columns: 1.75rem minmax(0, 1fr); gap: 0.625rem; }
.steps li::before {
  content: counter(step); inline-size: 1.625rem; block-size: 1.625rem; border: 1px solid var(--edge);
  border-radius: 50%; font-size: 0.8125rem; font-weight: 600; line-height: 1.5rem; text-align: center;
}
.end {
  margin-block-start: auto; border-block-start: 1px solid var(--line); padding: 0.75rem 1.125rem;
  color: var(--quiet); font-size: 0.8125rem;
}
.stretch { display: flex; flex-direction: column; }

/* ---- Review: two words side by side ---- */
.versus :is(td, th) { inline-size: 34%; }
.versus :is(td, th):first-child { inline-size: 32%; color: var(--quiet); font-weight: 400; }
.versus thead th { color: var(--ink); }
.versus.table :is(td, th):first-child { padding-inline-start: 0.75rem; }
.versus.table :is(td, th):last-child { padding-inline-end: 0.75rem; }
.boxed { overflow: hidden; border: 1px solid var(--line); border-radius: 6px; }
.versus .off { --cut: var(--bad-soft); background: var(--bad-soft); }
.versus .off td { font-weight: 650; }
.versus .off th { color: var(--bad); font-weight: 650; }
.versus tr.off:hover { background: var(--bad-soft); }
.case > header { align-items: center; }
.case > header h2 { display: flex; flex-wrap: wrap; gap: 0.25rem 0.625rem; align-items: center; }
.ways { display: grid; gap: 0.75rem; }
.ways li {
  display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.375rem 1rem; padding-block-start: 0.75rem;
  border-block-start: 1px solid var(--line);
}
.ways li:first-child { border-block-start: 0; padding-block-start: 0; }
.ways .button { white-space: normal; }
@media (min-width: 30rem) { .ways li { grid-template-columns: 13rem minmax(0, 1fr); align-items: center; } }
@media (max-width: 63.99rem) { .split > * + * { margin-block-start: 1.25rem; } }
@media (min-width: 64rem) {
  .case .split { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 2.5rem; }
}
`

/** Figures, states and tables. */
export const tables = `
/* ---- Figure tiles: one strip with hairlines, not six boxes ---- */
.tiles {
  display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1px; overflow: hidden;
  background: var(--line); border: 1px solid var(--line); border-radius: 10px; box-shadow: var(--shadow);
}
.tile { display: flex; flex-direction: column; padding: 0.875rem 1rem; background: var(--card); }
.tile dt { color: var(--quiet); font-size: 0.875rem; }
.tile .figure {
  font-size: 1.375rem; font-weight: 650; line-height: 1.3; letter-spacing: -0.01em;
  font-variant-numeric: tabular-nums;
}
.tile .figure small { font-size: 0.8125rem; letter-spacing: 0; font-weight: 500; }
.tile .second { font-variant-numeric: tabular-nums; font-size: 0.875rem; }
.tile .trend {
  margin-block-start: auto; padding-block-start: 0.375rem; color: var(--quiet); font-size: 0.8125rem;
  line-height: 1.4;
}
.trend .i { inline-size: 0.75rem; block-size: 0.75rem; vertical-align: -0.05em; color: var(--ink); }
@media (min-width: 46rem) {
  .tiles { grid-template-columns: repeat(3, minmax(0, 1fr)); }
  .tile { padding: 1rem 1.125rem; }
}
@media (min-width: 46rem) { .tiles.four { grid-template-columns: repeat(4, minmax(0, 1fr)); } }
@media (min-width: 64rem) { .tiles:not(.four) { grid-template-columns: repeat(6, minmax(0, 1fr)); } }

/* ---- Status: shape and word; a ground only where a person is needed, or at the head of a page ---- */
.badge {
  display: inline-flex; align-items: center; gap: 0.375rem; color: var(--tone, inherit); font-size: 0.875rem;
  font-weight: 550; white-space: nowrap;
}
.badge.loud {
  --cut: var(--tone-soft); padding: 0 0.625rem 0 0.5rem; background: var(--tone-soft); border-radius: 1rem;
}
.badge.big { font-size: 1rem; letter-spacing: 0; padding: 0.125rem 0.875rem 0.125rem 0.625rem; }
.badge.big .i { inline-size: 1.25rem; block-size: 1.25rem; }

/* ---- Tables ---- */
.table { inline-size: 100%; border-collapse: collapse; font-size: 0.875rem; overflow-wrap: break-word; }
.table caption { text-align: start; }
.table th { color: var(--quiet); font-size: 0.8125rem; font-weight: 600; text-align: start; }
.table td, .table th { padding: 0.5625rem 0.75rem; border-block-end: 1px solid var(--line); vertical-align: top; }
.table :is(td, th):first-child { padding-inline-start: 1.125rem; }
.table :is(td, th):last-child { padding-inline-end: 1.125rem; }
.table tbody tr:last-child > * { border-block-end: 0; }
.table tbody tr:hover { background: var(--sunk); }
.table tbody th { color: var(--ink); font-size: inherit; }
.table tfoot :is(th, td) {
  border-block-start: 2px solid var(--ink); border-block-end: 0; color: var(--ink); font-size: inherit;
  font-weight: 650;
}
.table .n { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
.table :is(td, th) > small, .table td > div > small { display: block; }
.orders th > small { display: inline; margin-inline-start: 0.375rem; white-space: nowrap; }
.orders :is(thead th, .c-when, .whole) { white-space: nowrap; }
.orders :is(tbody th, .c-what, .c-card) { overflow-wrap: anywhere; }
.orders .c-what { min-inline-size: 7rem; }
@media (min-width: 64rem) {
  .orders tbody th { min-inline-size: 12.5rem; }
  .orders .c-card { min-inline-size: 6.25rem; }
}
@media (max-width: 63.99rem) { .orders .c-card { display: none; } }
@media (min-width: 46rem) and (max-width: 63.99rem) {
  .orders th > small { display: block; margin: 0; }
  .orders .c-when { white-space: normal; }
  .orders .c-when { min-inline-size: 3.5rem; }
  .orders tbody th { min-inline-size: 6.25rem; }
  .orders .c-what { min-inline-size: 5rem; }
  .orders .badge { font-size: 0.8125rem; white-space: normal; }
}
.differences tbody th { min-inline-size: 7rem; overflow-wrap: anywhere; }
.table a { font-weight: 600; }
.table.plain :is(td, th):first-child { padding-inline-start: 0; }
.table.plain :is(td, th):last-child { padding-inline-end: 0; }
.amount { font-weight: 600; }
@media (min-width: 46rem) and (max-width: 63.99rem) { .table :is(td, th) { padding-inline: 0.4375rem; } }
@media (max-width: 45.99rem) {
  /* Each row becomes a block. The roles in the markup keep it a table for those who listen. */
  .stack, .stack tbody, .stack tfoot, .stack caption { display: block; }
  .stack thead { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
  .stack tr {
    display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.125rem 1rem; padding: 0.75rem 1.125rem;
    border-block-end: 1px solid var(--line);
  }
  .stack tbody tr:last-child { border-block-end: 0; }
  .stack tfoot tr { border-block-start: 2px solid var(--ink); border-block-end: 0; }
  .stack :is(td, th), .stack :is(td, th):first-child, .stack :is(td, th):last-child {
    display: block; padding: 0; border: 0;
  }
  .stack.plain tr { padding-inline: 0; }
  .stack tfoot :is(th, td) { border: 0; }
  .labelled :is(td, th)[data-label] { display: flex; justify-content: space-between; gap: 1rem; text-align: end; }
  .labelled :is(td, th)[data-label]::before {
    content: attr(data-label); flex: none; color: var(--quiet); font-weight: 400; text-align: start;
  }
  .sheet tr { grid-template-columns: minmax(0, 1fr) auto; }
  .sheet :is(td, th) { grid-column: 1 / -1; }
  .sheet th { grid-area: 1 / 1; }
  .sheet .c-net { grid-area: 1 / 2; }
  .labelled.sheet .zero[data-label] { display: none; }
  .orders tr { grid-template: 'order amount' 'what status' 'when goods' / minmax(0, 1fr) auto; }
  .orders .c-order { grid-area: order; }
  .orders .c-amount { grid-area: amount; }
  .orders .c-what { grid-area: what; color: var(--quiet); }
  .orders .c-status { grid-area: status; justify-self: end; }
  .orders .c-when { grid-area: when; color: var(--quiet); font-size: 0.8125rem; }
  .orders .c-goods { grid-area: goods; justify-self: end; }
}
`

/** What every page stands in: ground, head and foot, cards and columns. */
export const frame = `
/* ---- Ground ---- */
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0;
  background: var(--ground);
  color: var(--ink);
  font: 0.9375rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, sans-serif;
  overflow-wrap: anywhere;
}
h1, h2, h3, p, ul, ol, dl, dd, figure, pre { margin: 0; padding: 0; }
ul, ol { list-style: none; }
h1 { font-size: 1.625rem; font-weight: 650; line-height: 1.2; letter-spacing: -0.015em; text-wrap: balance; }
h2 { font-size: 1.0625rem; font-weight: 650; line-height: 1.3; letter-spacing: -0.005em; }
h3 { font-size: 0.9375rem; font-weight: 650; line-height: 1.4; }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: 0.2em; }
a:hover { text-decoration-thickness: 2px; }
small, .small { font-size: 0.8125rem; font-weight: 400; line-height: 1.45; }
small, .quiet { color: var(--quiet); }
code, .mono { font-family: var(--mono); font-size: 0.92em; }
time { white-space: nowrap; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
.unseen {
  position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap;
}
.skip {
  position: absolute; inset-block-start: -4rem; inset-inline-start: 1rem; padding: 0.5rem 1rem;
  background: var(--ink); color: var(--card); z-index: 1;
}
.skip:focus { inset-block-start: 0.5rem; }
.sprite { position: absolute; }
.i { flex: none; inline-size: 1rem; block-size: 1rem; vertical-align: -0.18em; color: var(--tone, currentcolor); }
.cut { fill: none; stroke: var(--cut, var(--card)); }
.hole { fill: var(--hole, none); }

/* Money: digits under digits, the code quiet, never broken over two lines. */
.money { direction: ltr; unicode-bidi: isolate; font-variant-numeric: tabular-nums; white-space: nowrap; }
.money small { color: var(--quiet); font-size: 0.8em; font-weight: 500; }
/* An order number is read in fours and copied in one: the gaps are drawn, not written. */
.number { font-family: var(--mono); font-size: 0.92em; user-select: all; }
.number b { display: inline-block; font-weight: inherit; margin-inline-end: 0.35em; }
.number b:last-child { margin-inline-end: 0; }

/* ---- Head ---- */
.top { background: var(--card); border-block-end: 1px solid var(--line); }
.top-in, main, .foot { max-inline-size: 80rem; margin-inline: auto; padding-inline: clamp(1rem, 3vw, 2rem); }
.top-in { display: flex; flex-wrap: wrap; align-items: center; column-gap: 1.5rem; }
.shop {
  display: flex; align-items: center; gap: 0.625rem; padding-block: 0.75rem; color: var(--ink); font-weight: 650;
  line-height: 1.25; text-decoration: none;
}
.shop small { display: block; font-weight: 400; }
.mark { flex: none; inline-size: 1.875rem; block-size: 1.875rem; }
.mark-field { fill: var(--ink); }
.mark-line { fill: none; stroke: var(--card); }
.who { margin-inline-start: auto; text-align: end; font-weight: 600; line-height: 1.25; font-size: 0.875rem; }
.who small { display: block; }
.who a { display: inline-block; padding-block: 0.375rem; }
.nav { order: 3; inline-size: 100%; }
.nav ul { display: flex; flex-wrap: wrap; margin-inline: -0.125rem; }
.nav a {
  display: block; padding: 0.625rem 0.125rem; border-block-end: 3px solid transparent; color: var(--quiet);
  font-size: 0.8125rem; font-weight: 550; text-decoration: none;
}
.nav li { flex: 1 1 auto; text-align: center; }
.nav a:hover { color: var(--ink); border-color: var(--line); }
.nav [aria-current] { color: var(--ink); border-color: var(--ink); }
.count {
  display: inline-block; min-inline-size: 1.3rem; margin-inline-start: 0.25rem; padding-inline: 0.35rem;
  background: var(--bad-soft); border-radius: 1rem; color: var(--bad); font-size: 0.75rem; font-weight: 650;
  line-height: 1.3rem; text-align: center;
}
.find { display: flex; order: 2; inline-size: 100%; gap: 0.5rem; padding-block-end: 0.5rem; }
.find input { flex: 1 1 auto; min-inline-size: 0; margin: 0; }
@media (min-width: 46rem) {
  .nav li { flex: none; }
  .nav a { padding-inline: 0.75rem; font-size: 0.875rem; }
  .nav ul { margin-inline: -0.75rem; }
  .find {
    order: 1; flex: 1 1 12rem; inline-size: auto; max-inline-size: 22rem; margin-inline-start: auto; padding: 0;
  }
  .who { order: 2; }
  .find + .who { margin-inline-start: 0; }
}
@media (min-width: 64rem) {
  .nav { order: 1; inline-size: auto; align-self: stretch; display: flex; }
  .nav ul { margin-inline: 0; align-items: stretch; flex-wrap: nowrap; }
  .nav li { display: flex; }
  .nav a { display: flex; align-items: center; padding-block: 1rem 0.8125rem; }
  .find, .who { order: 2; }
}

/* ---- Page ---- */
main { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.25rem; padding-block: 1.5rem 2rem; }
main:focus { outline: none; }
.head { display: flex; flex-wrap: wrap; align-items: end; gap: 0.5rem 1.5rem; }
.head > :first-child { flex: 1 1 18rem; }
.head p { color: var(--quiet); }
.trail { font-size: 0.875rem; color: var(--quiet); margin-block-end: 0.25rem; }
.trail li { display: inline; }
.trail li + li::before { content: '/'; margin-inline: 0.5rem; color: var(--quiet); }
.foot {
  padding-block: 0 2rem; color: var(--quiet); font-size: 0.8125rem; display: flex; flex-wrap: wrap;
  gap: 0.25rem 1.5rem; justify-content: space-between;
}
.foot a { color: inherit; }

.card {
  min-inline-size: 0; background: var(--card); border: 1px solid var(--line); border-radius: 10px;
  box-shadow: var(--shadow);
}
.card > header {
  display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0.125rem 1rem;
  padding: 0.875rem 1.125rem 0;
}
.card > header p { color: var(--quiet); font-size: 0.875rem; }
.card > .in { padding: 0.75rem 1.125rem 1.125rem; }
.card > .in + .in { padding-block-start: 0; }
.in > h2 + *, .split h3 + * { margin-block-start: 0.75rem; }
.cols { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.25rem; align-items: start; }
.flow > * + * { margin-block-start: 0.75rem; }
@media (min-width: 46rem) {
  .cols.three > :last-child:nth-child(odd) { grid-column: 1 / -1; }
  .cols > .cols { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .cols.three, .cols.two { grid-template-columns: repeat(2, minmax(0, 1fr)); }
}
@media (min-width: 64rem) {
  .cols.three { grid-template-columns: repeat(3, minmax(0, 1fr)); align-items: stretch; }
  .cols.three > :last-child:nth-child(odd) { grid-column: auto; }
  .cols > .cols { grid-template-columns: minmax(0, 1fr); }
  .cols.aside { grid-template-columns: minmax(0, 1fr) 23rem; }
  .cols.lead { grid-template-columns: 23rem minmax(0, 1fr); align-items: stretch; }
}
`

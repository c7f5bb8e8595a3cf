/**
 * The style of the built-in pages, served by a route of ours: their policy allows no inline style.
 *
 * Every pair of colours has a contrast of at least 4.5:1 in both schemes (WCAG 2.2, 1.4.3).
 */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --ground: #f3f5f8;
  --card: #ffffff;
  --line: #dfe4ea;
  --ink: #17202b;
  --quiet: #556070;
  --focus: #1d5fa6;
  --accent: #1d5fa6;
  --accent-soft: #e6f0fa;
  --shadow: 0 1px 2px rgb(20 30 45 / 6%), 0 8px 28px rgb(20 30 45 / 7%);
}
.good { --accent: #0d6b3d; --accent-soft: #e2f3e9; }
.bad { --accent: #a92b20; --accent-soft: #fae8e6; }
.caution { --accent: #7f4f00; --accent-soft: #fbefd8; }

@media (prefers-color-scheme: dark) {
  :root {
    --ground: #10141a;
    --card: #1a2029;
    --line: #313a47;
    --ink: #edf1f6;
    --quiet: #a9b4c2;
    --focus: #8fbff5;
    --accent: #8fbff5;
    --accent-soft: #1a3049;
    --shadow: none;
  }
  .good { --accent: #74d49d; --accent-soft: #153424; }
  .bad { --accent: #ff9d92; --accent-soft: #43211e; }
  .caution { --accent: #efc06f; --accent-soft: #3a2c13; }
}

* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  display: flex;
  flex-direction: column;
  align-items: center;
  min-block-size: 100vh;
  min-block-size: 100svh;
  margin: 0;
  padding: clamp(0.75rem, min(7vh, 6vw), 4.5rem) clamp(0.75rem, 4vw, 2rem);
  background: var(--ground);
  color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, sans-serif;
  overflow-wrap: anywhere;
}

.card {
  inline-size: 100%;
  max-inline-size: 34rem;
  padding: clamp(1.75rem, 6vw, 3rem) clamp(1.25rem, 6vw, 3rem);
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 14px;
  box-shadow: var(--shadow);
}
.outcome { text-align: center; }
.glyph { display: block; inline-size: 4rem; block-size: 4rem; margin: 0 auto 1.25rem; }
.glyph-field { fill: var(--accent-soft); }
.glyph-line { stroke: var(--accent); }
h1 {
  margin: 0;
  font-size: clamp(1.5rem, 1.25rem + 1.2vw, 1.875rem);
  font-weight: 650;
  line-height: 1.22;
  letter-spacing: -0.012em;
  text-wrap: balance;
}
.money {
  margin: 0.6rem 0 0;
  font-size: 1.125rem;
  font-weight: 600;
  line-height: 1.4;
  text-wrap: balance;
}
/* Bad news stays in plain ink: the glyph says enough. */
.good .money, .waiting .money { color: var(--accent); }
.explanation { margin-block-start: 1.25rem; text-align: center; text-wrap: balance; }
.explanation p { margin: 0; }
.explanation p + p { margin-block-start: 0.75rem; }

.facts { margin: 2rem 0 0; border-block-start: 1px solid var(--line); }
.fact {
  display: flex;
  flex-wrap: wrap;
  justify-content: space-between;
  column-gap: 1.5rem;
  padding-block: 0.8rem;
  border-block-end: 1px solid var(--line);
}
.fact:last-child { padding-block-end: 0; border-block-end: 0; }
dt { flex: none; color: var(--quiet); }
dd { flex: 1 1 11rem; margin: 0; text-align: end; }
.fact-amount { align-items: baseline; }
.fact-amount dd { font-size: 1.25rem; font-weight: 650; font-variant-numeric: tabular-nums; }
small { display: block; color: var(--quiet); font-size: 0.875rem; font-weight: 400; line-height: 1.4; }
small { text-wrap: balance; }
.number { font-family: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, monospace; }
.number { font-size: 0.9375rem; user-select: all; }
@media (max-width: 30rem) {
  .fact-number { display: block; }
  .fact-number dd { text-align: start; }
}

.action { margin: 2rem 0 0; text-align: center; }
.button {
  display: inline-block;
  min-inline-size: 12rem;
  padding: 0.8rem 1.75rem;
  background: var(--ink);
  border: 2px solid transparent;
  border-radius: 8px;
  color: var(--card);
  font-weight: 600;
  line-height: 1.4;
  text-decoration: none;
}
button { font: inherit; cursor: pointer; }
.button:hover { text-decoration: underline; text-underline-offset: 0.2em; }
.button:focus-visible { outline: 3px solid var(--focus); outline-offset: 3px; }

footer { max-inline-size: 34rem; padding: 1.25rem 1.25rem 0; color: var(--quiet); font-size: 0.875rem; }
footer { text-align: center; text-wrap: balance; }
footer p { margin: 0; }
footer p + p { margin-block-start: 0.75rem; }
footer a { color: inherit; }
footer a:focus-visible { outline: 3px solid var(--focus); outline-offset: 3px; }

@media (prefers-reduced-motion: no-preference) {
  .button { transition: box-shadow 150ms ease-out; }
  .button:hover { box-shadow: 0 2px 10px rgb(20 30 45 / 22%); }
}

@media (forced-colors: active) {
  .glyph-field { fill: Canvas; stroke: CanvasText; }
  .glyph-line { stroke: CanvasText; }
  .button { border-color: LinkText; }
}

@media print {
  :root, .good, .bad, .caution {
    color-scheme: light;
    --ground: #ffffff;
    --card: #ffffff;
    --line: #b9c0c9;
    --ink: #000000;
    --quiet: #3b434e;
    --accent: #000000;
    --accent-soft: #ffffff;
    --shadow: none;
  }
  @page { margin: 18mm; }
  body { display: block; min-block-size: 0; padding: 0; font-size: 11pt; }
  .card { max-inline-size: none; padding: 0; border: 0; border-radius: 0; }
  .fact { break-inside: avoid; }
  .glyph-field { stroke: #000000; stroke-width: 0.75; }
  .action, footer a { display: none; }
  footer { padding: 1.5rem 0 0; max-inline-size: none; }
}
`

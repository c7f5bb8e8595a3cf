import { grounds } from './accent.ts'
import type { Accent, Shade } from './accent.ts'

/**
 * The style of the built-in pages, served by a route of ours: their policy allows no inline style.
 *
 * Every pair of colours has a contrast of at least 4.5:1 in both schemes (WCAG 2.2, 1.4.3).
 *
 * @param accent - the shop's colour, for buttons and the edge of the card; without it buttons are as dark as the text.
 */
export function writeStylesheet(accent?: Accent): string {
  return accent ? style + brandOf(accent) + printStyle : style + printStyle
}

/** After the rest, which it overrides. */
function brandOf({ light, dark }: Accent): string {
  const rule = ({ fill, words }: Shade): string => `:root { --button: ${fill}; --button-words: ${words}; }`
  return `${rule(light)}
@media (prefers-color-scheme: dark) { ${rule(dark)} }
.card { border-block-start: 4px solid var(--button); }
`
}

const style = `
:root {
  color-scheme: light dark;
  --ground: ${grounds.light.ground};
  --card: ${grounds.light.card};
  --button: var(--ink);
  --button-words: var(--card);
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
    --ground: ${grounds.dark.ground};
    --card: ${grounds.dark.card};
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

header { max-inline-size: 34rem; text-align: center; }
.shop { margin: 0 0 1.25rem; font-size: 1.125rem; font-weight: 600; line-height: 1.4; text-wrap: balance; }
/* Its height is known before it has arrived: nothing jumps. */
.shop img { display: block; block-size: 2.75rem; max-inline-size: min(100%, 16rem); object-fit: contain; }
@media (prefers-color-scheme: dark) {
  /* Most logos are drawn for white paper. */
  .shop img { padding: 0.375rem 0.625rem; background: #ffffff; border-radius: 8px; }
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
/* Arabic turns back the other way, and has a question mark of its own. */
[dir='rtl'] :is(.glyph-returned, .glyph-question) { transform: scaleX(-1); }
h1 {
  margin: 0;
  font-size: clamp(1.5rem, 1.25rem + 1.2vw, 1.875rem);
  font-weight: 650;
  line-height: 1.22;
  letter-spacing: -0.012em;
  text-wrap: balance;
}
/* Joined letters stay joined. */
:lang(ar) h1 { letter-spacing: normal; }
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
dd { flex: 1 1 8rem; margin: 0; text-align: end; }
.fact-amount { align-items: baseline; }
.fact-amount dd { font-size: 1.25rem; font-weight: 650; font-variant-numeric: tabular-nums; }
small { display: block; color: var(--quiet); font-size: 0.875rem; font-weight: 400; line-height: 1.4; }
small { text-wrap: balance; }
.number { font-family: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, monospace; }
.number { font-size: 0.9375rem; user-select: all; }
.number b { font-weight: inherit; }
.number b:not(:last-child) { margin-inline-end: 0.5em; }
@media (max-width: 30rem) {
  .fact-number { display: block; }
  .fact-number dd { text-align: start; }
}

.action { margin: 1.5rem 0 0; text-align: center; }
.button {
  display: inline-block;
  min-inline-size: min(12rem, 100%);
  padding: 0.8rem 1.75rem;
  background: var(--button);
  border: 2px solid transparent;
  border-radius: 8px;
  color: var(--button-words);
  font-weight: 600;
  line-height: 1.4;
  text-decoration: none;
}
button { font: inherit; cursor: pointer; }
.button:hover { text-decoration: underline; text-underline-offset: 0.2em; }
.links { display: flex; flex-wrap: wrap; justify-content: center; gap: 0.25rem 1.5rem; margin: 1rem 0 0; }
.links { text-align: center; text-wrap: balance; }
.facts + .links { margin-block-start: 2rem; }
.link { padding-block: 0.25rem; color: var(--quiet); }
.link:hover { color: var(--ink); }
a:focus-visible, button:focus-visible { outline: 3px solid var(--focus); outline-offset: 3px; }
.link:focus-visible { border-radius: 2px; }

footer { max-inline-size: 34rem; padding: 1.25rem 1.25rem 0; color: var(--quiet); font-size: 0.875rem; }
footer { text-align: center; text-wrap: balance; }
footer p { margin: 0; }

@media (prefers-reduced-motion: no-preference) {
  .button { transition: box-shadow 150ms ease-out; }
  .button:hover { box-shadow: 0 2px 10px rgb(20 30 45 / 22%); }
}

@media (forced-colors: active) {
  .glyph-field { fill: Canvas; stroke: CanvasText; }
  .glyph-line { stroke: CanvasText; }
  .button { border-color: LinkText; }
  .shop img { background: #ffffff; forced-color-adjust: none; }
}
`

/** Black on white, without buttons: the facts, and how to reach the shop. */
const printStyle = `
@media print {
  :root, .good, .bad, .caution {
    color-scheme: light;
    --ground: #ffffff;
    --card: #ffffff;
    --line: #b9c0c9;
    --ink: #000000;
    --quiet: #000000;
    --accent: #000000;
    --accent-soft: #ffffff;
    --shadow: none;
  }
  header { max-inline-size: none; }
  .shop img { margin-inline: auto; padding: 0; background: none; }
  @page { margin: 18mm; }
  body { display: block; min-block-size: 0; padding: 0; font-size: 11pt; }
  .card { max-inline-size: none; padding: 0; border: 0; border-radius: 0; }
  .fact { break-inside: avoid; }
  .glyph-field { stroke: #000000; stroke-width: 0.75; }
  .button:not(.contact), .link:not(.contact) { display: none; }
  .contact { display: inline; padding: 0; background: none; border: 0; color: inherit; text-decoration: none; }
  /* A form for questions has only its address to show. */
  .contact[href^='http']::after { content: ': ' attr(href); }
  footer { padding: 1.5rem 0 0; max-inline-size: none; }
}
`

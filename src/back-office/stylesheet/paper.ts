/** What changes on paper, and where the browser forces its own colours. */
export const paper = `
/* ---- Paper ---- */
.paper { display: none; }
@media (forced-colors: active) {
  .now, .bar-on, .beat-on { fill: CanvasText; }
  .bar-bed, .halo { fill: none; stroke: GrayText; }
  .track.been, .then { stroke: CanvasText; }
  .nav a:not([aria-current]) { border-color: Canvas; }
  .nav [aria-current], .tabs [aria-current] { text-decoration: underline; }
}
@media (prefers-reduced-motion: no-preference) {
  .button, .nav a { transition: background-color 120ms, border-color 120ms, box-shadow 120ms; }
}
@media print {
  :root {
    color-scheme: light; --ground: #fff; --card: #fff; --sunk: #fff; --line: #b9c0c9; --ink: #000;
    --quiet: #3b434e; --link: #000; --shadow: none;
  }
  @page { margin: 13mm 15mm; }
  body { font-size: 10pt; }
  .top, .skip, .find, .filter, .tabs, .buttons, .paging, .band, .screen { display: none; }
  .paper { display: block; }
  h1 .paper { display: inline; }
  main { display: block; max-inline-size: none; padding: 0; }
  main > * + * { margin-block-start: 4mm; }
  .card { border: 0; box-shadow: none; }
  .card > header, .card > .in { padding-inline: 0; }
  .table { font-size: 9pt; line-height: 1.35; }
  .table :is(td, th) { padding: 1.1mm 2mm; }
  .table :is(td, th):first-child { padding-inline-start: 0; }
  .table :is(td, th):last-child { padding-inline-end: 0; }
  .table tr { break-inside: avoid; }
  a { color: inherit; text-decoration: none; }
  .foot { padding: 6mm 0 0; max-inline-size: none; }
  .signed { display: flex; gap: 10mm; margin-block-start: 12mm; break-inside: avoid; }
  .signed span { flex: 1; border-block-start: 1px solid #000; padding-block-start: 1.5mm; }
}
`

/** Served as a file: the content security policy forbids inline styles. Text scales with the reader's setting. */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --ground: #f1f4f4;
  --surface: #fff;
  --text: #14211f;
  --muted: #50605d;
  --line: #c3cecb;
  --accent: #0b5c55;
  --accent-strong: #084740;
  --on-accent: #fff;
  --danger: #a3201a;
  --danger-ground: #fdf0ef;
  --warning: #fff3c9;
  --on-warning: #4a3800;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1615;
    --surface: #182220;
    --text: #e8efed;
    --muted: #a5b5b1;
    --line: #3d4c49;
    --accent: #6fd3c5;
    --accent-strong: #9be4da;
    --on-accent: #06231f;
    --danger: #ffb4ab;
    --danger-ground: #3a1a18;
    --warning: #4a3a08;
    --on-warning: #ffe9a8;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0;
  background: var(--ground);
  color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif;
}
.banner {
  margin: 0;
  padding: .5rem 1rem;
  background: var(--warning);
  color: var(--on-warning);
  font-size: .875rem;
  text-align: center;
}
.masthead, main, footer { max-width: 58rem; margin: 0 auto; padding: 0 1.25rem; }
.masthead { display: flex; align-items: center; gap: .75rem; padding-block: 1.25rem; }
.bank-name { font-size: 1.25rem; font-weight: 650; letter-spacing: -.01em; }
.secure { margin-left: auto; color: var(--muted); font-size: .875rem; }
main { display: grid; gap: 1.25rem; align-items: start; }
footer { padding-block: 2rem; color: var(--muted); font-size: .8125rem; }
.summary, .card {
  min-width: 0;
  padding: 1.25rem;
  background: var(--surface);
  border: 1px solid var(--line);
  border-radius: .75rem;
}
dl { margin: 0; display: grid; gap: .5rem; }
dl > div { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; align-items: baseline; }
dt { color: var(--muted); font-size: .875rem; }
dd { margin: 0; overflow-wrap: anywhere; }
.total { margin-top: .25rem; padding-top: .75rem; border-top: 1px solid var(--line); }
.total dd { font-size: 1.75rem; font-weight: 650; line-height: 1.2; font-variant-numeric: tabular-nums; }
.order-number { font-size: .875rem; }
h1 { margin: 0 0 1rem; font-size: 1.375rem; line-height: 1.25; letter-spacing: -.01em; }
h2 { margin: 0 0 .25rem; font-size: 1rem; }
p { margin: 0 0 .75rem; }
.eyebrow { margin-bottom: .25rem; color: var(--muted); font-size: .875rem; }
form { display: grid; margin-top: 1.25rem; grid-template-columns: 1fr 1fr; gap: 1rem; }
form + form { margin-top: .75rem; }
.field { grid-column: 1 / -1; display: flex; flex-direction: column; justify-content: flex-end; min-width: 0; }
.field-expiry, .field-cvc { grid-column: auto; }
label { font-weight: 600; font-size: .9375rem; }
.hint { margin: 0; color: var(--muted); font-size: .8125rem; }
.field-error { margin: 0; color: var(--danger); font-size: .875rem; font-weight: 600; }
input {
  width: 100%;
  margin-top: .375rem;
  padding: .6875rem .75rem;
  border: 1px solid var(--muted);
  border-radius: .5rem;
  background: var(--surface);
  color: inherit;
  font: inherit;
  font-variant-numeric: tabular-nums;
}
select { margin-top: .375rem; padding: .6875rem .75rem; border: 1px solid var(--muted); border-radius: .5rem; }
select { background: var(--surface); color: inherit; font: inherit; }
input[aria-invalid] { border: 2px solid var(--danger); }
input[type='checkbox'] { width: 1.25rem; height: 1.25rem; margin: 0; flex: none; accent-color: var(--accent); }
.choice { grid-column: 1 / -1; display: flex; gap: .625rem; align-items: center; min-height: 1.5rem; margin: 0; }
.stored-card { font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.stored-cards { list-style: none; margin: 0 0 1.25rem; padding: 0; display: grid; gap: .5rem; }
.stored-cards a { display: block; padding: .6875rem .75rem; border: 1px solid var(--line); border-radius: .5rem; }
form + p { margin-top: .75rem; }
.card a { color: var(--accent); font-weight: 600; }
button {
  grid-column: 1 / -1;
  width: 100%;
  min-height: 3rem;
  padding: .625rem 1rem;
  border: 1px solid transparent;
  border-radius: .5rem;
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}
.primary { background: var(--accent); color: var(--on-accent); }
.primary:hover { background: var(--accent-strong); }
.secondary { background: transparent; color: var(--accent); border-color: var(--line); }
.secondary:hover { border-color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.notice {
  padding: 1rem;
  border: 1px solid var(--danger);
  border-left-width: .375rem;
  border-radius: .5rem;
  background: var(--danger-ground);
}
.notice:focus { outline: none; }
.notice > :last-child { margin-bottom: 0; }
.notice ul { margin: 0; padding-left: 1.25rem; }
.card .notice a { color: var(--danger); font-weight: inherit; }
.test-cards { margin-top: 1.5rem; padding-top: 1.25rem; border-top: 1px solid var(--line); font-size: .875rem; }
summary { width: fit-content; color: var(--accent); font-weight: 600; cursor: pointer; }
summary + p { margin-top: .75rem; }
.table { overflow-x: auto; }
table { width: 100%; min-width: 29rem; border-collapse: collapse; }
th, td { padding: .4375rem .75rem .4375rem 0; border-bottom: 1px solid var(--line); }
th, td { text-align: left; vertical-align: top; }
th { color: var(--muted); font-weight: 600; }
code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace; font-size: .9375em; }
td code { white-space: nowrap; }
@media (min-width: 48rem) {
  .summary, .card { padding: 1.5rem; }
  main { grid-template-columns: minmax(0, 1fr) 20rem; }
  .summary { order: 2; }
  dl { gap: .875rem; }
  dl > div { display: block; }
}
@media (forced-colors: active) {
  button { border-color: ButtonText; }
}
`

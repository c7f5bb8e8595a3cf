/** Forms, buttons, filters and notices. */
export const forms = `
/* ---- Forms and buttons ---- */
label, legend { display: block; padding: 0; font-size: 0.875rem; font-weight: 600; }
label + :is(input, select), label + .hint + input { margin-block-start: 0.25rem; }
.hint { color: var(--quiet); font-size: 0.8125rem; font-weight: 400; line-height: 1.45; }
.give + .hint { margin-block-start: 0.375rem; }
input, select, textarea {
  inline-size: 100%; min-block-size: 2.5rem; padding: 0.4375rem 0.625rem; background: var(--card);
  border: 1px solid var(--edge); border-radius: 6px; color: inherit; font: inherit; font-size: 1rem;
}
input::placeholder { color: var(--quiet); opacity: 1; font-size: 0.9375rem; }
input[type='checkbox'], input[type='radio'] {
  inline-size: 1.25rem; min-block-size: 0; block-size: 1.25rem; margin: 0; accent-color: var(--link);
}
[aria-invalid='true'] { border-color: var(--bad); box-shadow: inset 0 0 0 1px var(--bad); }
.wrong { margin-block-start: 0.375rem; color: var(--bad); font-size: 0.875rem; font-weight: 600; }
input.n { text-align: end; font-variant-numeric: tabular-nums; }
.suffixed { display: flex; align-items: center; gap: 0.5rem; }
fieldset { min-inline-size: 0; margin: 0; padding: 0; border: 0; }
.fields { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0.875rem; align-items: end; }
.fields > .wide { grid-column: 1 / -1; }
@media (min-width: 46rem) { .fields.three { grid-template-columns: 2fr 1fr 1fr; } }
.check { display: flex; gap: 0.625rem; align-items: start; font-weight: 400; font-size: 0.9375rem; }
.button {
  display: inline-flex; align-items: center; justify-content: center; min-block-size: 2.5rem;
  padding: 0.4375rem 1rem; background: var(--card); border: 1px solid var(--edge); border-radius: 6px;
  color: var(--ink); font: inherit; font-weight: 600; line-height: 1.5; text-align: center; text-decoration: none;
  white-space: nowrap; cursor: pointer;
}
.button:hover { background: var(--sunk); border-color: var(--ink); }
.button.first { background: var(--ink); border-color: var(--ink); color: var(--card); }
.button.first:hover { box-shadow: 0 0 0 2px var(--card), 0 0 0 4px var(--ink); }
.button.out { background: var(--bad); border-color: var(--bad); color: var(--card); }
.button.out:hover { box-shadow: 0 0 0 2px var(--card), 0 0 0 4px var(--bad); }
.button.slim { min-block-size: 2rem; padding: 0.1875rem 0.625rem; font-size: 0.875rem; }
.button:focus-visible { outline-offset: 3px; border-radius: 6px; }
.buttons { display: flex; flex-wrap: wrap; align-items: center; gap: 0.625rem 0.75rem; }
.buttons form { display: contents; }
@media (max-width: 29.99rem) { .buttons.major > .button { inline-size: 100%; } }

.tabs { display: flex; flex-wrap: wrap; gap: 0.375rem; }
.tabs a {
  display: block; padding: 0.25rem 0.75rem; border: 1px solid transparent; border-radius: 1.5rem;
  color: var(--quiet); font-size: 0.875rem; font-weight: 550; text-decoration: none;
}
.tabs a:hover { border-color: var(--edge); color: var(--ink); }
.tabs [aria-current] { background: var(--ink); color: var(--card); }
.tabs [aria-current]:hover { color: var(--card); }
.filter { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0.625rem 0.75rem; align-items: end; }
.filter > .row {
  grid-column: 1 / -1; display: flex; flex-wrap: wrap; align-items: start; justify-content: space-between;
  gap: 0.5rem 1rem;
}
.filter details[open] { flex: 1 1 100%; }
.filter > .seek { display: contents; }
.seek > :is(label, .hint) { grid-column: 1 / -1; }
.seek > label { margin-block-end: -0.625rem; }
.seek > .hint { margin-block-end: -0.25rem; }
.filter .seek > input { margin: 0; }
.span { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.75rem 1.5rem; }
.span form { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem; }
.span label + input { margin: 0; }
.span input { inline-size: 9.5rem; }
@media (max-width: 29.99rem) { .span input { inline-size: 8.375rem; padding-inline: 0.375rem; } }
.copy { max-inline-size: 36rem; }
.copy textarea {
  display: block; margin-block-start: 0.25rem; font-family: var(--mono); font-size: 0.875rem; resize: none;
  field-sizing: content;
}
.filter .fields { padding-block-start: 0.75rem; }
.filter .fields :is(input, select) { block-size: 2.5rem; }
@media (min-width: 46rem) { .filter .fields { grid-template-columns: repeat(4, minmax(0, 1fr)); } }
@media (min-width: 64rem) { .filter .fields { grid-template-columns: repeat(6, minmax(0, 1fr)); } }
.chips { display: flex; flex-wrap: wrap; gap: 0.375rem 0.5rem; align-items: center; font-size: 0.875rem; }
.chip {
  display: inline-flex; align-items: center; gap: 0.375rem; padding: 0.125rem 0.375rem 0.125rem 0.75rem;
  background: var(--open-soft); border-radius: 1rem; color: var(--ink);
}
.chip a {
  display: inline-grid; place-items: center; inline-size: 1.5rem; block-size: 1.5rem; border-radius: 50%;
  color: inherit; text-decoration: none;
}
.chip a:hover { background: var(--card); }
summary { inline-size: fit-content; color: var(--link); font-size: 0.875rem; font-weight: 550; cursor: pointer; }
summary:hover { text-decoration: underline; text-underline-offset: 0.2em; }
details[open] > summary { margin-block-end: 0.5rem; }
.paging {
  display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.5rem 1rem;
  padding: 0.75rem 1.125rem; border-block-start: 1px solid var(--line); font-size: 0.875rem; color: var(--quiet);
}
.paging .button[aria-disabled] { color: var(--quiet); border-color: var(--line); cursor: default; }

/* ---- Notice, empty state ---- */
.notice {
  --cut: var(--tone-soft); display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0.25rem 0.75rem;
  padding: 0.875rem 1.125rem; background: var(--tone-soft); border-radius: 10px;
  border-inline-start: 4px solid var(--tone);
}
.notice > .i { inline-size: 1.25rem; block-size: 1.25rem; margin-block-start: 0.0625rem; }
.notice p + p { margin-block-start: 0.25rem; }
.empty { padding: 2.5rem 1.125rem; text-align: center; color: var(--quiet); }
.empty strong { display: block; color: var(--ink); font-size: 1.0625rem; }
.band {
  margin: 0; padding: 0.4375rem 1rem; background: var(--caution-soft); color: var(--ink); font-size: 0.875rem;
  text-align: center; border-block-end: 1px solid var(--caution);
}
`

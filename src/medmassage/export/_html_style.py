"""The look of a handout: on a screen, light or dark, on a phone, and on paper."""

STYLE = """
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1b2733; --soft: #4a5866; --line: #cbd3da; --tint: #f3f6f8;
  --accent: #0b5c6b; --link: #0b5a9c;
  --stop: #a61b1b; --stop-tint: #fdf0ef; --care: #7a4d00; --care-tint: #fdf5e2;
}
* { box-sizing: border-box; }
html { background: var(--paper); -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 1.5rem 1.25rem 3rem; max-width: 60rem;
  background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial,
    "Liberation Sans", sans-serif;
  overflow-wrap: break-word;
}
h1, h2, h3 { line-height: 1.25; margin: 0 0 .5rem; }
h1 { font-size: 1.75rem; }
h2 { font-size: 1.25rem; color: var(--accent); }
h3 { font-size: 1.05rem; margin-top: 1rem; }
p, ul, ol, dl, table, blockquote { margin: 0 0 .75rem; }
ul, ol { padding-left: 1.4rem; }
li { margin-bottom: .25rem; }
a { color: var(--link); }
a:focus-visible, main:focus-visible {
  outline: 3px solid var(--link); outline-offset: 2px; border-radius: 2px;
}
code { font-size: .9em; }
.source {
  display: inline-block; min-width: 24px; min-height: 24px; font-size: .9em;
  text-align: center; text-decoration: none;
}
.source:hover { text-decoration: underline; }
.line {
  display: inline-block; width: 55%; min-width: 10rem; height: 1.3em;
  border-bottom: 1px solid var(--soft);
}
section { margin-top: 1.75rem; padding-top: 1rem; border-top: 1px solid var(--line); }
header > p:first-of-type, .patient header > p { color: var(--soft); }
.skip { position: absolute; left: -100vw; }
.skip:focus { position: static; display: inline-block; margin-bottom: 1rem; }
.hidden {
  position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap;
}
.in-short {
  margin: 1rem 0; padding: .75rem 1rem; background: var(--tint);
  border-left: 5px solid var(--accent);
}
.in-short > :last-child, .box > :last-child, blockquote > :last-child { margin-bottom: 0; }
blockquote { padding: .75rem 1.25rem; border: 1px solid var(--line); border-radius: 6px; }
nav { margin-top: 1rem; font-size: .95rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; padding: 0; list-style: none; }
nav li { margin: 0; }
nav a { display: inline-block; padding: .2rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .95rem; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td {
  padding: .45rem .6rem; text-align: left; vertical-align: top;
  border-bottom: 1px solid var(--line);
}
thead th { color: var(--soft); font-weight: 600; border-bottom: 2px solid var(--line); }
tbody th { font-weight: 600; }
.map { max-width: 40rem; }
.persons { display: flex; flex-wrap: wrap; gap: .5rem 1rem; }
.persons svg { flex: 1 1 15rem; max-width: 19rem; height: auto; }
.legend { margin-top: .6rem; padding: 0; list-style: none; }
.legend li { display: flex; gap: .6rem; align-items: center; }
.legend svg { flex: none; }
.sources { font-size: .85rem; overflow-wrap: anywhere; }
.notices li { margin-bottom: .4rem; }
.box {
  margin-top: 1.75rem; padding: 1rem 1.15rem; border: 2px solid; border-radius: 8px;
}
.box h2 { color: inherit; }
.box li::marker { color: inherit; }
.box ul, .box p { color: var(--ink); }
.stop { color: var(--stop); border-color: var(--stop); background: var(--stop-tint); }
.care { color: var(--care); border-color: var(--care); background: var(--care-tint); }
.facts { display: flex; flex-wrap: wrap; gap: .6rem; }
.facts div { flex: 1 1 auto; padding: .6rem .8rem; background: var(--tint); border-radius: 8px; }
.facts dt { color: var(--soft); font-size: .9rem; }
.facts dd { margin: 0; font-size: 1rem; font-weight: 600; }
.kind { margin-bottom: 1rem; }
.kind dl { margin: 0; padding-left: 1rem; border-left: 3px solid var(--line); }
.kind dl div { display: flex; gap: .5rem; }
.kind dt { flex: 0 0 8rem; color: var(--soft); }
.kind dd { margin: 0; }
.patient { font-size: 1.125rem; max-width: 46rem; }
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #14191f; --ink: #e8edf2; --soft: #b3bfca; --line: #3d4853; --tint: #1d242c;
    --accent: #7fd0de; --link: #8ec5ff;
    --stop: #ff9a90; --stop-tint: #2c1715; --care: #f0c566; --care-tint: #2a2110;
  }
}
@media screen and (prefers-contrast: more) {
  :root { --soft: var(--ink); --line: var(--ink); --tint: var(--paper); }
}
@media (max-width: 40rem) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr, th, td { display: block; }
  tr { padding: .5rem 0; border-bottom: 1px solid var(--line); }
  th, td { padding: .15rem 0; border: 0; }
  td[data-label]::before { content: attr(data-label) ": "; color: var(--soft); }
  td:empty { display: none; }
}
@media print {
  html { font-size: 10pt; }
  body { padding: 0; max-width: none; line-height: 1.4; }
  .patient { max-width: none; font-size: 1.15rem; }
  .skip, nav { display: none; }
  h1, h2, h3, thead { break-after: avoid; }
  tr, li, blockquote, .box, .in-short, .kind, .facts, .map { break-inside: avoid; }
  tbody tr:first-child { break-before: avoid; }
  thead { display: table-header-group; }
  p { orphans: 3; widows: 3; }
  p, ul, ol, dl, table { margin-bottom: .5rem; }
  th, td { padding: .25rem .5rem; }
  a { color: inherit; text-decoration: none; }
  section, .box { margin-top: .9rem; }
  section { padding-top: .5rem; }
  .box { padding: .6rem .9rem; }
  .facts { display: block; }
  .facts div { display: inline-block; width: 3.2cm; vertical-align: top; }
  .kind dl { display: grid; grid-template-columns: 2fr 2fr 1fr; gap: 0 1rem; }
  .kind dl div { display: block; }
  .notices { font-size: 1rem; }
  .sources { font-size: .8rem; }
  .persons svg { flex: none; width: 6cm; }
}
@page {
  size: letter; margin: 15mm 16mm 17mm;
  @bottom-right { content: counter(page) " of " counter(pages); font: 8pt sans-serif; }
}
"""
"""Nothing in it is fetched: no fonts, no pictures."""

import { colors } from './colors.ts';

/** The page's looks: paper and ink, one accent, and three shades for the three answers. */
export const style = `
${colors}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; scroll-padding-top: 1rem; }
body {
  margin: 0 auto; max-width: 70rem; padding: 0 clamp(1rem, 4vw, 3rem);
  background: var(--paper); color: var(--ink);
  font: 1rem/1.55 ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
  overflow-wrap: anywhere;
}
h1, h2 { font-family: ui-serif, "Iowan Old Style", Charter, "Source Serif 4", Georgia, "DejaVu Serif", serif; font-weight: 600; line-height: 1.15; text-wrap: balance; }
h1 { font-size: clamp(2.1rem, 6vw, 3.4rem); letter-spacing: -.02em; margin: .2em 0 .5em; }
h2 { font-size: clamp(1.4rem, 3.4vw, 1.9rem); letter-spacing: -.01em; margin: 0; }
h3 { font-size: 1rem; margin: 2.4rem 0 .8rem; padding-bottom: .35rem; border-bottom: 1px solid var(--line); }
h4 { font-size: .78rem; font-weight: 600; margin: 0 0 .25rem; color: var(--quiet); }
p { margin: 0 0 .8rem; max-width: 68ch; }
a { color: var(--accent); text-underline-offset: .15em; }
code, pre, .number, .figure { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .84em; }
.figure { font-variant-numeric: tabular-nums; white-space: nowrap; }
pre { margin: 0; padding: .9rem 1rem; white-space: pre-wrap; background: var(--sunk); border-radius: 6px; line-height: 1.5; }
small { font-size: .82rem; color: var(--quiet); }
dl, ul, ol { margin: 0; padding: 0; }
ul, ol { list-style: none; }
dd { margin: 0; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: 600; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
main:focus { outline: none; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 1rem; top: -4rem; z-index: 2; padding: .5rem 1rem; background: var(--ink); color: var(--paper); border-radius: 0 0 6px 6px; }
.skip:focus { top: 0; }
.eyebrow { margin: 0 0 .3rem; font-size: .85rem; color: var(--quiet); }

.badge { display: inline-block; padding: .05em .55em; border-radius: 4px; font-size: .82rem; font-weight: 600; white-space: nowrap; border: 1px solid transparent; }
.allowed, .badge.passed, .badge.applied { background: var(--allowed); color: var(--on-allowed); }
.implicitly-denied { background: var(--implicit); color: var(--on-implicit); }
.explicitly-denied, .badge.failed { background: var(--explicit); color: var(--on-explicit); }
.badge.unchanged, .badge.skipped, .badge.unfinished, .badge.plain { background: var(--sunk); color: var(--ink); border-color: var(--line); }
.badge.dashed { border: 1px dashed var(--quiet); color: var(--ink); }
.badge.ring { box-shadow: inset 0 0 0 2px var(--ink); color: var(--ink); }

.masthead { padding: clamp(2rem, 7vw, 4.5rem) 0 1.5rem; }
.masthead > .eyebrow { color: var(--accent); font-weight: 600; }
.verdict { font-size: 1.15rem; }
.verdict .badge { font-size: 1rem; margin-right: .3rem; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); gap: .9rem 2rem; margin: 2rem 0; padding: 1.2rem 0; border-block: 1px solid var(--line); }
.facts dt { font-size: .78rem; color: var(--quiet); }
.facts dd { font-size: .92rem; }

.overview { display: grid; grid-template-columns: repeat(auto-fill, minmax(7.6rem, 1fr)); gap: 1.6rem 1.1rem; counter-reset: step; }
.overview li { counter-increment: step; }
.overview a { display: block; color: inherit; text-decoration: none; border-radius: 6px; }
.overview .title { display: block; margin: .6rem 0 .15rem; font-size: .86rem; font-weight: 600; line-height: 1.3; overflow-wrap: break-word; }
.overview .title::before { content: counter(step) ". "; color: var(--accent); }
.overview a:hover .title { text-decoration: underline; text-underline-offset: .15em; }
.miniature, .blank { display: block; width: 100%; aspect-ratio: 62 / 98; }
.blank { border: 1px dashed var(--line); border-radius: 6px; }
.miniature rect { fill: var(--allowed-strong); }
.miniature .implicitly-denied rect { fill: var(--implicit); }
.miniature .explicitly-denied rect { fill: var(--explicit); }
.miniature circle { fill: var(--on-implicit); }
.miniature path { stroke: var(--on-explicit); stroke-width: 1.3; stroke-linecap: round; }
.miniature g .ring { fill: none; stroke: var(--ink); stroke-width: 1.4; }
.legend { display: flex; flex-wrap: wrap; gap: .5rem 1.4rem; margin-top: 1.8rem; font-size: .85rem; color: var(--quiet); }

.step, #time-line, .damage { margin-top: clamp(3.5rem, 9vw, 6rem); }
.step > header { display: grid; grid-template-columns: auto 1fr; gap: 0 1.2rem; margin-bottom: 1.2rem; padding-top: 1.2rem; border-top: 3px solid var(--ink); }
.step .number[aria-hidden] { font: 300 clamp(2.6rem, 8vw, 4.2rem)/.85 ui-serif, "Iowan Old Style", Charter, Georgia, "DejaVu Serif", serif; color: var(--accent); }
.status { display: flex; flex-wrap: wrap; gap: .3rem .9rem; align-items: baseline; margin: .6rem 0 0; font-size: .88rem; color: var(--quiet); }
.lede { font-size: 1.08rem; }
.note, .damage, .error { padding: .8rem 1.1rem; border-left: 4px solid var(--accent); background: var(--sunk); border-radius: 0 6px 6px 0; }
.damage ul { list-style: disc; padding-left: 1.2rem; }
.error { border-color: var(--explicit); margin: 1rem 0; }
.error p { margin: .2rem 0; }

.findings { display: grid; gap: 1rem; }
.findings li { display: grid; grid-template-columns: 1fr 1fr; gap: .2rem 2rem; padding: 1rem 1.2rem; background: var(--sunk); border-radius: 8px; }
.findings p { margin: 0; }
.findings .says p { font-family: ui-serif, "Iowan Old Style", Charter, Georgia, "DejaVu Serif", serif; font-style: italic; }
.findings .does p { font-weight: 500; }
.findings .source { grid-column: 1 / -1; max-width: none; margin-top: .5rem; font-size: .8rem; color: var(--quiet); }

.heat { table-layout: fixed; border-collapse: separate; border-spacing: 4px; margin: 0 -4px; width: calc(100% + 8px); }
.heat caption, .diff caption { text-align: left; font-size: .92rem; padding-bottom: .4rem; }
.heat caption { padding-left: 4px; }
.heat caption span { color: var(--quiet); }
.heat thead td, .heat tbody th { width: 21%; }
.heat thead th { font-size: .84rem; vertical-align: bottom; padding: 0 .3rem .2rem; line-height: 1.2; overflow-wrap: normal; }
.heat tbody th { font-size: .88rem; font-weight: 500; line-height: 1.25; padding-right: .5rem; }
.heat tbody td { height: 3.4rem; padding: 0; border-radius: 6px; }
.heat button { all: unset; box-sizing: border-box; display: flex; flex-direction: column; justify-content: center; width: 100%; height: 100%; min-height: 3.4rem; padding: .3rem .55rem; border-radius: 6px; cursor: pointer; line-height: 1.2; }
.heat button:hover { box-shadow: 0 0 0 2px var(--accent); }
.heat button:focus-visible { outline: 3px solid var(--accent); outline-offset: 1px; }
.heat .word { font-weight: 650; font-size: .92rem; }
.heat .how, .heat .was { font-size: .74rem; }
.heat .predicted { background-image: repeating-linear-gradient(135deg, transparent 0 5px, var(--hatch) 5px 6px); }
.heat .changed { box-shadow: inset 0 0 0 3px var(--ink); }
.heat .was { font-weight: 650; }
.heat .surprise .how { text-decoration: underline wavy; }
.heat td.none { color: var(--quiet); font-size: .78rem; text-align: center; }

.why { max-width: min(27rem, calc(100vw - 1rem)); max-height: 80vh; overflow: auto; padding: 1rem 1.1rem; border: 1px solid var(--ink); border-radius: 8px; background: var(--paper); color: var(--ink); font-size: .88rem; line-height: 1.45; box-shadow: 0 8px 30px rgb(0 0 0 / .25); }
.placed .why { position: fixed; inset: auto; margin: 0; }
.why p { font-weight: 500; }
.why dl, .checks dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem .9rem; }
.why dt, .checks dt { color: var(--quiet); }
.why small { display: block; }
.why figure { margin: .8rem 0 0; }
.why figcaption { font-size: .82rem; color: var(--quiet); margin-bottom: .25rem; }
.why pre { padding: .6rem .7rem; }

.moves { display: grid; gap: .7rem; margin-top: 1.2rem; font-size: .92rem; }
.moves li { padding-left: .9rem; border-left: 3px solid var(--ink); }
.moves small { display: block; }
.move { white-space: nowrap; }

.diff { table-layout: fixed; margin-top: 1rem; font-size: .92rem; background: var(--sunk); border-radius: 8px; }
.diff caption { font-weight: 600; }
.diff .calls { float: right; font-weight: 400; font-size: .82rem; color: var(--quiet); }
.diff th { padding: .4rem .8rem; font-size: .78rem; color: var(--quiet); border-bottom: 1px solid var(--line); }
.diff td { padding: 0 .6rem; vertical-align: top; }
.diff th + th, .diff td + td { border-left: 1px solid var(--line); }
.diff tbody + tbody tr:first-child td { border-top: 3px double var(--line); }
.diff .line { display: grid; grid-template-columns: 2.4rem 1.2rem 1fr; align-items: baseline; text-decoration: none; line-height: 1.6; font-size: .8rem; }
.diff .number { font-size: .74rem; color: var(--quiet); user-select: none; }
.diff .sign { line-height: 1; user-select: none; }
.diff code { font-size: 1em; white-space: pre-wrap; padding-left: 2ch; text-indent: -2ch; }
.diff tbody tr:first-child td { padding-top: .4rem; } .diff tbody tr:last-child td { padding-bottom: .4rem; }
.diff .gone { background: var(--gone); color: var(--on-gone); }
.diff .come { background: var(--come); color: var(--on-come); }
.diff .gone .number, .diff .come .number { color: inherit; }

.checks { display: grid; gap: .9rem; margin-top: .8rem; font-size: .92rem; }
.checks p { margin: 0 0 .2rem; max-width: none; }
.checks dl { font-size: .85rem; margin-left: .2rem; }
summary { cursor: pointer; padding: .3rem 0; font-weight: 500; }
.time td, .time th { padding: .35rem 1rem .35rem 0; border-bottom: 1px solid var(--line); font-weight: 500; font-size: .9rem; vertical-align: middle; }
.time thead th { font-size: .78rem; color: var(--quiet); }
.time .bar { width: 45%; padding-right: 0; }
.bar svg { display: block; width: 100%; height: 12px; }
.bar rect { fill: var(--accent); } .bar .rail { fill: var(--line); } .bar .tick { fill: var(--ink); }
#time-line h2 { margin-bottom: 1rem; } #time-line details { margin-top: 1rem; }
.moments { margin-top: .5rem; font-size: .85rem; display: grid; gap: .25rem; }
.moments .figure { display: inline-block; min-width: 5em; color: var(--quiet); }
footer { margin: 5rem 0 3rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .85rem; color: var(--quiet); }

@media (max-width: 44rem) {
  .findings li { grid-template-columns: 1fr; gap: .8rem; }
  .heat, .heat thead, .heat tbody { display: block; margin: 0; width: auto; }
  .heat caption { display: block; padding-left: 0; }
  .heat tr { display: grid; grid-template-columns: repeat(5, 1fr); gap: 3px; margin-bottom: .7rem; }
  .heat thead tr { position: sticky; top: 0; z-index: 1; background: var(--paper); margin: 0; }
  .heat thead td { display: none; }
  .heat thead th { writing-mode: vertical-rl; rotate: 180deg; padding: .3rem 0; white-space: nowrap; justify-self: center; vertical-align: middle; }
  .heat tbody th { grid-column: 1 / -1; width: auto; }
  .heat tbody td { height: auto; border-radius: 4px; }
  .heat button { min-height: 3rem; align-items: center; text-align: center; padding: .25rem 0; border-radius: 4px; }
  .heat .changed { box-shadow: inset 0 0 0 2px var(--ink); }
  .heat .word { font-size: .7rem; letter-spacing: -.02em; overflow-wrap: normal; }
  .heat .word [aria-hidden] { display: block; font-size: 1rem; }
  .heat .how { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .heat .was { font-size: .6rem; line-height: 1.1; letter-spacing: -.03em; overflow-wrap: normal; }
  .diff, .diff tbody, .diff tr, .diff td { display: block; width: auto; }
  .diff caption { display: block; padding: .6rem .6rem .4rem; } .diff .calls { float: none; display: block; }
  .diff thead { display: none; }
  .diff .same td + td { display: none; }
  .diff td + td { border-left: 0; }
  .diff .line { grid-template-columns: 1.8rem 1rem 1fr; }
  .diff code { padding-left: 0; text-indent: 0; word-break: break-all; }
  .overview { grid-template-columns: repeat(3, minmax(0, 1fr)); }
  .time .bar, .time thead td { display: none; }
}
@media print {
  @page { margin: 15mm 14mm; }
  :root { --paper: #fff; }
  body { max-width: none; padding: 0; font-size: 9pt; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .skip, .why { display: none; }
  .masthead { padding-top: 0; }
  .facts { grid-template-columns: repeat(3, 1fr); }
  .overview { grid-template-columns: repeat(7, minmax(0, 1fr)); gap: 1rem .7rem; }
  .step, #time-line { margin-top: 2.2rem; }
  .overview .title { font-size: .72rem; }
  h2, h3, caption, summary, .step > header { break-after: avoid; }
  .step > header, .heat, tr, .findings li, .checks li, .moves li, .time { break-inside: avoid; }
  .heat tbody td, .heat button { height: auto; min-height: 2rem; }
  .heat .how, .heat .was { font-size: .62rem; }
  details .checks { columns: 2; display: block; font-size: .8rem; }
  details .checks dl { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
`;

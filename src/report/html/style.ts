import { colors } from './colors.ts';

/** The page's look: paper and ink, one accent, and three shades for the three answers. */
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
.allowed, .badge.passed, .badge.applied, .badge.good { background: var(--allowed); color: var(--on-allowed); }
.implicitly-denied { background: var(--implicit); color: var(--on-implicit); }
.explicitly-denied, .badge.failed, .badge.bad { background: var(--explicit); color: var(--on-explicit); }
.badge.unchanged, .badge.skipped, .badge.unfinished, .badge.undone, .badge.not-reached, .badge.plain, .badge.open { background: var(--sunk); color: var(--ink); border-color: var(--line); }
.badge.ring { box-shadow: inset 0 0 0 2px var(--ink); color: var(--ink); }

.first-page { padding: clamp(1.5rem, 5vw, 3rem) 0 1.5rem; }
.masthead { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: end; gap: .5rem 2rem; margin-bottom: 1rem; }
.masthead .eyebrow { color: var(--accent); font-weight: 600; }
.masthead h1 { font-size: clamp(1.9rem, 5vw, 2.8rem); margin: .1em 0 .2em; }
.who { margin: 0; }
.score { margin: 0; padding: .3rem .9rem; border: 2px solid; border-radius: 8px; font-size: 1.25rem; font-weight: 650; white-space: nowrap; }
.score.good { color: var(--on-allowed); background: var(--allowed); }
.score.bad { color: var(--on-gone); background: var(--gone); }
.verdict { font-size: 1.1rem; margin-bottom: .4rem; max-width: none; }
.verdict .badge { font-size: 1rem; margin-right: .3rem; }
.missing { margin-bottom: .2rem; max-width: none; }
.missing strong { display: inline-block; }
.missing strong::first-letter { text-transform: uppercase; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); gap: .7rem 2rem; margin: 1.6rem 0 0; padding-top: 1.2rem; border-top: 1px solid var(--line); }
.facts dt { font-size: .78rem; color: var(--quiet); }
.facts dd { font-size: .92rem; }

.glance { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); gap: 1.4rem 1.6rem; margin-top: 1.6rem; counter-reset: step; }
.glance > li { counter-increment: step; }
.glance a { display: block; color: inherit; font-size: .9rem; font-weight: 600; line-height: 1.25; text-decoration: none; overflow-wrap: break-word; }
.glance a::before { content: counter(step) ". "; color: var(--accent); }
.glance a:hover { text-decoration: underline; text-underline-offset: .15em; }
.glance .blank { margin: .6rem 0; padding: 1rem; border: 1px dashed var(--line); border-radius: 6px; font-size: .82rem; color: var(--quiet); }
.mini { table-layout: fixed; border-collapse: separate; border-spacing: 1px; font-size: .72rem; line-height: 1.15; margin-top: .3rem; }
.mini thead td, .mini tbody th { width: 46%; }
.mini thead th { height: 5.4rem; padding: 0; vertical-align: bottom; font-weight: 500; overflow-wrap: normal; }
.mini thead th span { writing-mode: vertical-rl; rotate: 180deg; max-height: 5.2rem; text-align: left; margin: 0 auto; display: block; width: min-content; max-width: 100%; }
.mini tbody th { font-weight: 500; padding-right: .3rem; overflow-wrap: normal; }
.mini tbody td { height: 1.35rem; padding: 0; text-align: center; font-weight: 650; border-radius: 2px; }
.mini .changed { box-shadow: inset 0 0 0 2px var(--ink); }
.stale td.allowed, .stale td.implicitly-denied, .stale td.explicitly-denied { background: var(--sunk); color: var(--quiet); }
.stale td.explicitly-denied { font-weight: 800; outline: 1px solid var(--line); outline-offset: -1px; }
.lines { margin-top: 1.6rem; }
.lines h2 { font-size: 1.05rem; margin-bottom: .5rem; }
.lines li { padding: .22rem 0 .22rem 1.4rem; text-indent: -1.4rem; font-size: .88rem; line-height: 1.4; border-top: 1px solid var(--line); }
.lines li > a { display: inline-block; width: 1.4rem; text-indent: 0; font-weight: 650; text-decoration: none; }
.legend { display: grid; gap: .35rem; font-size: .8rem; line-height: 1.3; color: var(--quiet); }
.glance .legend-cell::before { content: none; }

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

.attempts { display: grid; gap: .6rem; font-size: .92rem; list-style: decimal; padding-left: 1.6rem; }
.attempts p { margin: 0; max-width: none; }
.attempts ul { display: grid; gap: .25rem; margin-top: .25rem; color: var(--quiet); }
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
  .time .bar, .time thead td { display: none; }
}
@media print {
  @page { margin: 11mm 12mm; }
  :root { --paper: #fff; }
  body { max-width: none; padding: 0; font-size: 9pt; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .skip, .why { display: none; }
  .first-page { padding: 0; break-after: page; font-size: 7pt; }
  .masthead { flex-wrap: nowrap; margin-bottom: 1mm; }
  .masthead .eyebrow { display: none; }
  .masthead h1 { font-size: 17pt; margin: 0; }
  .who { font-size: 9pt; }
  .score { flex: none; font-size: 12pt; padding: .5mm 3mm; }
  .verdict { font-size: 8.5pt; }
  .verdict .badge { font-size: 8.5pt; }
  .missing { margin: 0; }
  .glance { grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 2mm 4mm; margin-top: 2mm; }
  .glance a { font-size: 7.5pt; min-height: 2.5em; }
  .glance small { display: block; font-size: 6.5pt; }
  .glance .blank { padding: 2mm; font-size: 7pt; }
  .mini { font-size: 6pt; line-height: 1.05; margin-top: 0; }
  .mini thead td, .mini tbody th { width: 54%; padding-right: 0; }
  .mini thead th { height: 12.6mm; }
  .mini thead th span { max-height: 12.4mm; font-size: 5.6pt; }
  .mini tbody td { height: 3.1mm; font-size: 6.5pt; }
  .mini .changed { box-shadow: inset 0 0 0 1px var(--ink); }
  .legend { font-size: 6.5pt; gap: 1mm; }
  .legend .badge { font-size: 6.5pt; line-height: 1.5; }
  .lines { margin-top: 2.5mm; }
  .lines h2 { font-size: 8.5pt; margin-bottom: .5mm; }
  .lines li { font-size: 6.9pt; line-height: 1.25; padding: .3mm 0 .3mm 3.5mm; text-indent: -3.5mm; }
  .lines li > a { width: 3.5mm; }
  .lines.short ul { columns: 2; }
  .facts { display: flex; flex-wrap: wrap; gap: .4mm 4mm; margin: 2mm 0 0; padding-top: 1mm; }
  .facts div { display: flex; gap: 1mm; }
  .facts dt, .facts dd { font-size: 6.5pt; }
  .step, #time-line { margin-top: 2.2rem; }
  h2, h3, caption, summary, .step > header { break-after: avoid; }
  .step > header, .heat, tr, .findings li, .checks li, .moves li, .lines li, .time { break-inside: avoid; }
  .heat tbody td, .heat button { height: auto; min-height: 2rem; }
  .heat .how, .heat .was { font-size: .62rem; }
  details .checks { columns: 2; display: block; font-size: .8rem; }
  details .checks dl { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
`;

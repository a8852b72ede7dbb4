import { type ExaminationState, type Examined, TOPICS, type Topic } from '../contract/examination.ts';
import type { Suggestion } from '../contract/suggestion.ts';
import { type Mark, signOf } from './marks.ts';
import { heading, paintOf, type Style } from './style.ts';
import { nextBlock, suggestionLines } from './suggestions.ts';
import { count, labelled, wrap } from './wrap.ts';

const MARK_OF = {
  fine: 'done',
  warning: 'warning',
  broken: 'failed',
  unknown: 'unknown',
} as const satisfies Record<ExaminationState, Mark>;
/** The column after a symbol and the longest title, if a narrow screen has room for it. */
const WIDEST_COLUMN = 22;

/** The findings, topic by topic, what to do about each, and what to type next. */
export function doctorText(examined: readonly Examined[], style: Style): string {
  const longest = Math.max(...examined.map(({ title }) => title.length));
  const column = Math.min(longest + 6, WIDEST_COLUMN, Math.floor(style.width / 3));
  const topics = (Object.keys(TOPICS) as Topic[]).map((topic) => ({
    topic,
    found: examined.filter((each) => each.topic === topic),
  }));
  return [
    ...topics
      .filter(({ found }) => found.length > 0)
      .map(({ topic, found }) =>
        [
          heading(TOPICS[topic], style),
          ...found.map((each) => findingText(toTell(each, examined), column, style)),
        ].join('\n'),
      ),
    nextText(examined, style),
  ].join('\n\n');
}

function findingText(
  { state, title, found, remedy, next = [] }: Examined,
  column: number,
  style: Style,
): string {
  const sign = signOf(MARK_OF[state]);
  const label = `  ${sign} ${title}`;
  const text = labelled(label.length < column ? label : '', found, style.width, column);
  const lines = label.length < column ? [text] : [label, text];
  const shown = lines.join('\n').replace(sign, shadeOf(state, style)(sign));
  const indent = ' '.repeat(column + 2);
  const [first, ...rest] = remedy === undefined ? [] : wrap(remedy, style.width, indent);
  return [
    shown,
    ...(first === undefined ? [] : [`${' '.repeat(column)}→ ${first.trimStart()}`, ...rest]),
    ...suggestionLines(next, style, indent),
  ].join('\n');
}

/** A sentence that was already shown for something else is not repeated. */
function toTell(each: Examined, examined: readonly Examined[]): Examined {
  const { needs, found, state } = each;
  if (needs !== undefined) return { ...each, found: `needs ${titleOf(needs, examined)}` };
  const before = examined.find((one) => one.state === state && one.found === found);
  if (state === 'fine' || before === undefined || before === each) return each;
  const { remedy: _, next: __, ...rest } = each;
  return { ...rest, found: `as “${before.title}”` };
}

const titleOf = (id: string, examined: readonly Examined[]): string =>
  examined.find((one) => one.id === id)?.title ?? id;

function shadeOf(state: ExaminationState, style: Style): (text: string) => string {
  const paint = paintOf(style);
  return { fine: paint.green, warning: paint.yellow, broken: paint.red, unknown: paint.dim }[state];
}

function nextText(examined: readonly Examined[], style: Style): string {
  const paint = paintOf(style);
  const shade = canRun(examined) ? paint.green : paint.red;
  const first = firstHindrance(examined);
  const fix = first && !first.missing ? ` ${firstText(first)}` : '';
  return [
    ...wrap(`${tally(examined)}${fix}`, style.width).map(shade),
    '',
    ...nextBlock(onward(examined), style),
  ].join('\n');
}

const firstText = ({ title, lacking }: Examined): string =>
  lacking ? `This endpoint lacks what “${title}” asks for.` : `Fix “${title}” first, as described above.`;

/** Nothing is broken, and everything that other examinations need was read. */
export const canRun = (examined: readonly Examined[]): boolean => firstHindrance(examined) === undefined;

/** Earlier problems are fixed first, because the rest depends on them. */
const firstHindrance = (examined: readonly Examined[]): Examined | undefined =>
  examined.find(({ state, id }) => state === 'broken' || examined.some(({ needs }) => needs === id));

function tally(examined: readonly Examined[]): string {
  const number = (state: ExaminationState): number => examined.filter((each) => each.state === state).length;
  const parts = [
    ...(number('broken') > 0 ? [`${number('broken')} broken`] : []),
    ...(number('warning') > 0 ? [count(number('warning'), 'warning')] : []),
    ...(number('unknown') > 0 ? [`${number('unknown')} not looked at`] : []),
    `${number('fine')} fine`,
  ];
  return `${parts.join(', ')}.`;
}

const AGAIN: Suggestion = { run: ['doctor'], why: 'examines the account again' };

/** What to type next. An examination that is fine and has a command has the most exact form of it. */
export function onward(examined: readonly Examined[]): readonly Suggestion[] {
  const first = firstHindrance(examined);
  if (first?.missing) return [{ run: ['setup'], why: 'creates what is missing' }, AGAIN];
  if (first) return [AGAIN];
  return examined.find(({ state, next }) => state === 'fine' && next)?.next ?? [RUN];
}

const RUN: Suggestion = { run: ['run'], why: 'does the whole lab' };

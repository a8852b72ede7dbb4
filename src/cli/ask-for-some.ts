import { visible } from '../report/visible.ts';
import { wrap } from '../report/wrap.ts';
import { type Asked, askLine, askQuestion } from './questions.ts';
import { isTerminal, styleOf } from './streams.ts';

/** One item of a list in which any number can be marked. */
export interface Markable<Value extends string> {
  readonly value: Value;
  readonly name: string;
}

/** A question that a person answers by marking items. */
export interface MarkingQuestion<Value extends string> {
  readonly message: string;
  readonly all: readonly Markable<Value>[];
}

/**
 * Lets a person mark items: in a list of check boxes if the terminal can move its cursor, otherwise by number. Throws
 * `ERR_INTERRUPTED`.
 */
export async function askForSome<Value extends string>(
  question: MarkingQuestion<Value>,
  asked: Asked,
): Promise<readonly Value[]> {
  return isTerminal(asked.streams) ? inBoxes(question, asked) : byNumbers(question, asked);
}

/** ASCII, which every terminal can show. */
const BOXES = {
  icon: { checked: '[x]', unchecked: '[ ]' },
  style: {
    keysHelpTip: () => KEYS,
    // All names would not fit beside the question.
    renderSelectedChoices: (marked: readonly unknown[]) => `${marked.length} marked`,
  },
};
const KEYS = 'Space marks, the arrow keys move, Enter answers.';

async function inBoxes<Value extends string>(
  { message, all }: MarkingQuestion<Value>,
  asked: Asked,
): Promise<readonly Value[]> {
  const { default: inquirer } = await import('inquirer');
  const choices = all.map(({ value, name }) => ({ value, name: ` ${visible(name)}`, short: visible(name) }));
  const { marked } = await askQuestion(
    (context) =>
      inquirer.createPromptModule(context)<{ marked: readonly Value[] }>([
        {
          ...{ type: 'checkbox', name: 'marked', message: visible(message), choices, theme: BOXES },
          ...{ pageSize: all.length, loop: false },
        },
      ]),
    asked,
  );
  return marked;
}

const NUMBERS = 'Their numbers with spaces between them, or 0 for none, then Enter:';

async function byNumbers<Value extends string>(
  { message, all }: MarkingQuestion<Value>,
  asked: Asked,
): Promise<readonly Value[]> {
  const { stdout } = asked.streams;
  const { width } = styleOf(stdout, asked.streams, false);
  const lines = [...wrap(message, width), ...all.map(({ name }, index) => `  ${index + 1}  ${name}`)];
  stdout.write(`\n${lines.join('\n')}\n\n`);
  for (;;) {
    const typed = await askLine(NUMBERS, asked);
    const marked = markedBy(typed, all);
    if (marked) return marked;
    stdout.write(`\n“${typed.trim()}” is not an answer. The numbers go from 1 to ${all.length}.\n\n`);
  }
}

/** `undefined` if a word is not a number of the list, or if nothing was typed. */
export function markedBy<Value extends string>(
  typed: string,
  all: readonly Markable<Value>[],
): readonly Value[] | undefined {
  const words = typed.split(/[\s,]+/).filter(Boolean);
  if (words.length === 1 && words[0] === '0') return [];
  const marked = words.map((word) => (/^\d+$/.test(word) ? all[Number(word) - 1] : undefined));
  if (words.length === 0 || marked.includes(undefined)) return undefined;
  return all.filter((one) => marked.includes(one)).map(({ value }) => value);
}

import { type Person, sitDown, answers as takes } from '../cli/step/pty.ts';

/** Something that was not on the screen, or not for long, and the line of the screen that came after it. */
interface Remark {
  readonly text: string;
  /** How many questions had been answered. */
  readonly answered: number;
  /** A part of the line; without it, the next answer. */
  readonly before?: string | undefined;
}

/** Somebody who walks through the page at a terminal of 80 columns, and what is worth keeping of it. */
export interface Recording {
  readonly person: Person;
  /** Answers a question by a letter or a word. */
  answers(keys: string, question?: string): Promise<void>;
  remarks(text: string, before?: string): void;
  /** The end of the screen as it is at this moment, from the last line that has the text. */
  glimpse(from: string): Promise<string>;
  /** Leaves, and tells the exit code and all that stayed on the screen, with the remarks in their places. */
  leaves(): Promise<{ readonly exitCode: number; readonly transcript: string }>;
}

export function recordStep(stateDir: string): Recording {
  const person = sitDown('step', { stateDir });
  const remarks: Remark[] = [];
  let answered = 0;
  const answers = async (keys: string, question?: string): Promise<void> => {
    await takes(person, keys, question);
    answered += 1;
  };
  return {
    person,
    answers,
    remarks: (text, before) => void remarks.push({ text, answered, before }),
    async glimpse(from) {
      const lines = (await person.screen()).split('\n');
      return lines.slice(lines.findLastIndex((line) => line.includes(from))).join('\n');
    },
    async leaves() {
      await answers('q');
      const exitCode = await person.leaves();
      const screen = (await person.screen()).split('\n');
      return { exitCode, transcript: ['$ kms-lab step', ...withRemarks(screen, remarks)].join('\n') };
    },
  };
}

const isAnswer = (line: string): boolean => /^> .*\? ./.test(line);

function withRemarks(screen: readonly string[], remarks: readonly Remark[]): readonly string[] {
  const answers = screen.flatMap((line, index) => (isAnswer(line) ? [index] : []));
  const placed = remarks.map(({ text, answered, before }) => {
    const from = (answers[answered - 1] ?? -1) + 1;
    const at = screen.findIndex(
      (line, index) => index >= from && (before === undefined ? isAnswer(line) : line.includes(before)),
    );
    if (at < 0) throw new Error(`Nothing on the screen comes after: ${text}`);
    return { at, text };
  });
  return screen.flatMap((line, index) => [
    ...placed.filter(({ at }) => at === index).flatMap(({ text }) => [...marked(text), '']),
    line,
  ]);
}

export const marked = (text: string): readonly string[] =>
  text.split('\n').map((line) => `# ${line}`.trimEnd());

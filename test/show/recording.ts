import { CTRL_C, ENTER, GO_ON, KEYS, type Person, sitDown } from '../cli/step/pty.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** A person who walks through the page by keys, and every screen that they saw. */
export interface Recording {
  readonly person: Person;
  /** Presses a key, and waits for what then appears. */
  press(key: string, until?: string): Promise<void>;
  /** The same where something is shown before the next question. */
  pressAndGoOn(key: string): Promise<void>;
  /** Says what was done elsewhere. */
  remark(text: string): void;
  /** Keeps the current screen under these words. */
  keep(text: string): Promise<void>;
  /** Leaves, and returns all screens, each in a frame. */
  leaves(): Promise<string>;
}

const NAMES: Readonly<Record<string, string>> = {
  [CTRL_C]: 'Ctrl-C',
  [ENTER]: 'Enter',
  ' ': 'Space',
};

export async function recordStep(stateDir: string, { columns, rows }: Size): Promise<Recording> {
  const person = sitDown('step', { stateDir, columns, rows });
  const told: string[] = ['# $ kms-lab step'];
  const keep = async (text: string): Promise<void> => {
    const rule = '-'.repeat(columns);
    told.push(...marked(text), rule, await person.shows(), rule);
  };
  const press = async (key: string, until = KEYS): Promise<void> => {
    await person.presses(key, until);
    await keep(`Key: ${NAMES[key] ?? key}`);
  };
  await person.finds(GO_ON);
  await keep('It begins with this.');
  return {
    person,
    press,
    async pressAndGoOn(key) {
      await press(key, GO_ON);
      await press('n');
    },
    remark: (text) => void told.push(...marked(text)),
    keep,
    async leaves() {
      person.types('q');
      await person.leaves();
      return told.join('\n');
    },
  };
}

export const marked = (text: string): readonly string[] =>
  text.split('\n').map((line) => `# ${line}`.trimEnd());

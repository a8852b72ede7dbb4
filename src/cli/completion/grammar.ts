import type { CliCommand } from '../command.ts';
import type { OptionRow } from '../options.ts';
import { usedRows } from '../used-options.ts';

/** Something that can be typed, and what it is for. */
export interface Candidate {
  readonly text: string;
  readonly does: string;
}

export interface Flag {
  readonly key: string;
  /** `--to`, `-q` */
  readonly names: readonly string[];
  readonly does: string;
  /** Absent if it takes no value; empty if any value is possible. */
  readonly values?: readonly string[];
}

/** What can follow the words of a command, or the first of them. */
export interface Level {
  /** `''`, `checkpoint`, `checkpoint save` */
  readonly path: string;
  readonly words: readonly Candidate[];
  /** The command's own options. */
  readonly flags: readonly Flag[];
  /** The global options that it uses. */
  readonly shared: readonly Flag[];
}

/** The command line as data, from which each shell's completion is written. */
export interface Grammar {
  readonly levels: readonly Level[];
  /** The global options; not every command uses all of them. */
  readonly globals: readonly Flag[];
}

interface Parts {
  readonly commands: readonly CliCommand[];
  /** Groups of commands, by their first word. */
  readonly groups: Readonly<Record<string, string>>;
  readonly globals: readonly OptionRow[];
  readonly steps: readonly Candidate[];
}

export function grammarOf({ commands, groups, globals, steps }: Parts): Grammar {
  const first = new Map<string, Candidate>();
  for (const { name, does } of commands) {
    const [text = '', second] = name.split(' ');
    if (!first.has(text)) first.set(text, { text, does: second ? (groups[text] ?? '') : does });
  }
  const flagOf = ({ key, flags, does, choices, namesStep }: OptionRow): Flag => ({
    key,
    names: flags.split(/[ ,]+/).filter((word) => word.startsWith('-')),
    does,
    ...(flags.includes('<') ? { values: namesStep ? steps.map(({ text }) => text) : (choices ?? []) } : {}),
  });
  const help = { key: 'help', names: ['--help'], does: 'what a command does, and its options' };
  const all = [...globals.map(flagOf), help];
  const anything = { flags: [], shared: all };
  return {
    globals: all,
    levels: [
      { path: '', words: [...first.values(), { text: 'help', does: 'what a command does' }], ...anything },
      { path: 'help', words: [...first.values()], flags: [], shared: [] },
      ...Object.keys(groups).map((path) => ({ path, words: wordsIn(path, commands), ...anything })),
      ...commands.map(({ name, takes = [], options = [], uses }) => ({
        path: name,
        shared: [...usedRows({ uses }).map(flagOf), help],
        words: takes.flatMap((one) => (one.namesStep ? steps : (one.choices ?? []).map(plain))),
        flags: options.map(flagOf),
      })),
    ],
  };
}

const plain = (text: string): Candidate => ({ text, does: '' });

const wordsIn = (group: string, commands: readonly CliCommand[]): readonly Candidate[] =>
  commands.flatMap(({ name, does }) => {
    const [first, text] = name.split(' ');
    return first === group && text !== undefined ? [{ text, does }] : [];
  });

/** As they are typed: `--quiet` and `-q`. */
export const flagNames = (flags: readonly Flag[]): readonly string[] => flags.flatMap(({ names }) => names);

/** Every flag that is followed by a value. */
export const valueFlags = ({ levels, globals }: Grammar): readonly string[] => [
  ...new Set(
    flagNames(
      [...globals, ...levels.flatMap(({ flags }) => flags)].filter(({ values }) => values !== undefined),
    ),
  ),
];

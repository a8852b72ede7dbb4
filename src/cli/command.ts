import type { GlobalOptions } from './global-options.ts';
import type { OptionRow } from './options.ts';
import type { Typed } from './settings.ts';
import type { Streams } from './streams.ts';
import type { UsedOption } from './used-options.ts';

/** One invocation of a command. */
export interface Invocation {
  readonly command: string;
  /** The command and its own words as they were typed: `['run', '--to', 'strip-decrypt']`. */
  readonly words: readonly string[];
  /** The command's own options and arguments, by key. */
  readonly given: Readonly<Record<string, string | undefined>>;
  /** The values among these that name a checkpoint. */
  readonly checkpoints: readonly string[];
  /** The words after `--`, if the command accepts them. */
  readonly rest: readonly string[];
  /** The options of every command that were typed, by key. */
  readonly typed: Typed;
  readonly options: GlobalOptions;
  readonly streams: Streams;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

export interface Argument {
  readonly name: string;
  readonly does: string;
  readonly optional?: boolean;
  readonly choices?: readonly string[];
  /** It is the id or the number of a step. */
  readonly namesStep?: true;
  /** It is the name of a checkpoint, or the step after which it was kept. */
  readonly namesCheckpoint?: true;
  /** All words after `--`, at least one: another program's command line. */
  readonly rest?: true;
}

export interface Example {
  readonly type: string;
  readonly does: string;
}

/** A command: what it is for, what it accepts, and what it does. */
export interface CliCommand {
  /** `checkpoint save`: the words before the last are groups. */
  readonly name: string;
  readonly does: string;
  readonly takes?: readonly Argument[];
  readonly options?: readonly OptionRow[];
  /** The global options that it uses, in addition to `ALWAYS_USED`. Any other typed option is refused. */
  readonly uses: readonly UsedOption[];
  readonly examples: readonly Example[];
  /** Resolves to the exit code: one from the table, or that of the program that the command ran. */
  readonly act: (invocation: Invocation) => Promise<number>;
  /** Programs read its output, so it is written unchanged in every locale. */
  readonly prints?: 'data';
  /** Written to stdout, for programs that read it, if the command fails or cannot be parsed. */
  readonly whenFailed?: (argv: readonly string[]) => Promise<string>;
}

/**
 * What to type next, as data: the terminal renders it on a line of its own, quoted for a shell and with the options that
 * the person typed; `--json` gives it as it is; a page makes a button of it.
 */
export type Suggestion = {
  /** What it does, as the end of a sentence: `restores the account to its baseline`. */
  readonly why?: string;
} & (
  | {
      /** The words of a kms-lab command line, without the program: `['rollback', '--to', 'baseline']`. */
      readonly run: readonly string[];
    }
  | {
      /** Another program's command line, ready to be pasted into a POSIX shell: `aws kms enable-key --key-id …`. */
      readonly shell: string;
    }
);

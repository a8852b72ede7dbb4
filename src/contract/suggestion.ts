import * as v from 'valibot';

const why = v.optional(v.string());

/**
 * What to type next, as data: the terminal renders it on a line of its own, quoted for a shell and with the options that
 * the person typed; `--json` gives it as it is; a page makes a button of it.
 *
 * `why`: what it does, as the end of a sentence: `restores the account to its baseline`.
 */
export const SUGGESTION = v.union([
  /** The words of a kms-lab command line, without the program: `['rollback', '--to', 'baseline']`. */
  v.pipe(v.object({ why, run: v.pipe(v.array(v.string()), v.readonly()) }), v.readonly()),
  /** Another program's command line, ready to be pasted into a POSIX shell: `aws kms enable-key --key-id …`. */
  v.pipe(v.object({ why, shell: v.string() }), v.readonly()),
]);

export type Suggestion = v.InferOutput<typeof SUGGESTION>;

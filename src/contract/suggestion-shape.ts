import * as v from 'valibot';

const why = v.optional(v.string());

/**
 * What to type next, as data. The terminal shows it on a line of its own, quoted for a shell and with the options
 * that the person typed; `--json` gives the data with that line; a page makes a button of it.
 *
 * `why`: what it does, as the end of a sentence: `restores the account to its baseline`.
 */
export const SUGGESTION = v.union([
  v.pipe(
    v.object({
      why,
      /** The words of a kms-lab command line, without the program: `['rollback', '--to', 'baseline']`. */
      run: v.pipe(v.array(v.string()), v.readonly()),
      /** The shell evaluates what the command prints: `eval "$(kms-lab sandbox env)"`. */
      evaluated: v.optional(v.literal(true)),
    }),
    v.readonly(),
  ),
  /** Another program's command line, ready to paste into a POSIX shell: `aws kms enable-key --key-id …`. */
  v.pipe(v.object({ why, shell: v.string() }), v.readonly()),
]);

/** A command to type next, and what it does. */
export type Suggestion = v.InferOutput<typeof SUGGESTION>;

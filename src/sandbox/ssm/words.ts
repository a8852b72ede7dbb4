import type { ScriptWord, Word } from './script.ts';

/** Values that the script has set. */
export type Variables = Map<string, string>;

/** A word cannot be made of what is written; the message is the shell's. */
export class BadWord extends Error {
  override readonly name = 'BadWord';
}

/** Puts the variables' values in. Throws `BadWord` for one that was not set, or that the shell would split. */
export function expand(written: ScriptWord, variables: Variables): Word {
  const texts = written.map(({ kind, text, quoted }) => {
    if (kind === 'text') return text;
    const value = variables.get(text);
    if (value === undefined) throw new BadWord(`the sandbox's shell has no variable ${text}`);
    if (!quoted && /[\s*?[]/.test(value)) throw new BadWord(`put $${text} in double quotes`);
    return value;
  });
  return { text: texts.join(''), bare: written.every(({ quoted }) => !quoted) };
}

const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s;

/** Sets the variable where the word is an assignment: its name stands bare at its beginning. */
export function assign(written: ScriptWord, variables: Variables): boolean {
  const [first] = written;
  if (first?.kind !== 'text' || first.quoted || !ASSIGNMENT.test(first.text)) return false;
  // What is assigned is not split: it counts as quoted.
  const whole = expand(
    written.map((part) => ({ ...part, quoted: true })),
    variables,
  );
  const [, name = '', value = ''] = ASSIGNMENT.exec(whole.text) ?? [];
  variables.set(name, value);
  return true;
}

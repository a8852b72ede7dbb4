import type { ScriptWord, Word } from './script.ts';

/** Values that the script has set. */
export type Variables = Map<string, string>;

/** The text is not a valid word; the message is the shell's. */
export class BadWord extends Error {
  override readonly name = 'BadWord';
}

/** Substitutes variables. Throws `BadWord` for one that was not set, or that the shell would split. */
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

/** Sets the variable if the word is an assignment: it begins with an unquoted name. */
export function assign(written: ScriptWord, variables: Variables): boolean {
  const [first] = written;
  if (first?.kind !== 'text' || first.quoted || !ASSIGNMENT.test(first.text)) return false;
  // An assigned value is not split: it counts as quoted.
  const whole = expand(
    written.map((part) => ({ ...part, quoted: true })),
    variables,
  );
  const [, name = '', value = ''] = ASSIGNMENT.exec(whole.text) ?? [];
  variables.set(name, value);
  return true;
}

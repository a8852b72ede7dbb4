/** A word as the shell has it after quoting; a bare one may hold wildcards. */
export interface Word {
  readonly text: string;
  readonly bare: boolean;
}

/** `2>/dev/null` is `{ fd: 2, to: '/dev/null' }`; `2>&1` is `{ fd: 2, to: 1 }`. */
export type Redirect =
  | { readonly kind: 'read'; readonly from: string }
  | { readonly kind: 'write' | 'append'; readonly fd: 1 | 2; readonly to: string }
  | { readonly kind: 'join' };

export interface Command {
  /** Runs only if the one before succeeded, or failed. */
  readonly after: 'always' | 'success' | 'failure';
  readonly words: readonly Word[];
  readonly redirects: readonly Redirect[];
  readonly background: boolean;
}

/** A script uses more of the shell's language than is understood here. */
export class UnknownSyntax extends Error {
  readonly line: number;

  constructor(line: number, text: string) {
    super(`the sandbox's shell does not understand: ${text}`);
    this.name = 'UnknownSyntax';
    this.line = line;
  }
}

const TOKEN = /\s+|(2>&1|2>>|2>|>>|>|<|\|\||&&|&)|((?:'[^']*'|"[^"$`\\]*"|[^\s'"<>|&;$`\\(){}#!~])+)|(.)/gs;

/** One command after the other, by line, `&&`, `||` and `&`. Throws `UnknownSyntax`. */
export const parseScript = (script: string): readonly Command[] =>
  script.split('\n').flatMap((text, index) => parseLine(text, index + 1));

function parseLine(text: string, line: number): readonly Command[] {
  const commands: Command[] = [];
  let open = command('always');
  const close = (background: boolean) => {
    if (open.words.length === 0) throw new UnknownSyntax(line, text);
    commands.push({ ...open, background });
  };
  const tokens = [...text.matchAll(TOKEN)].filter(([all]) => all.trim() !== '');
  for (let at = 0; at < tokens.length; at++) {
    const [, operator, word, other] = tokens[at] ?? [];
    if (other !== undefined) throw new UnknownSyntax(line, text);
    if (word !== undefined) open.words.push(wordOf(word));
    else if (operator === '2>&1') open.redirects.push({ kind: 'join' });
    else if (operator === '&&' || operator === '||' || operator === '&') {
      close(operator === '&');
      open = command(operator === '&&' ? 'success' : operator === '||' ? 'failure' : 'always');
    } else {
      const target = tokens[++at]?.[2];
      if (operator === undefined || target === undefined) throw new UnknownSyntax(line, text);
      open.redirects.push(redirect(operator, wordOf(target).text));
    }
  }
  if (open.words.length > 0 || open.after !== 'always') close(false);
  else if (open.redirects.length > 0) throw new UnknownSyntax(line, text);
  return commands;
}

interface Open extends Command {
  readonly words: Word[];
  readonly redirects: Redirect[];
}

const command = (after: Command['after']): Open => ({ after, words: [], redirects: [], background: false });

const wordOf = (token: string): Word => ({
  text: token.replace(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double),
  bare: !/['"]/.test(token),
});

function redirect(operator: string, path: string): Redirect {
  if (operator === '<') return { kind: 'read', from: path };
  return {
    kind: operator.endsWith('>>') ? 'append' : 'write',
    fd: operator.startsWith('2') ? 2 : 1,
    to: path,
  };
}

/** A word after quoting; an unquoted one may contain wildcards. */
export interface Word {
  readonly text: string;
  readonly bare: boolean;
}

/** A word as written: its variables get their values when its command runs. */
export type ScriptWord = readonly WordPart[];

export interface WordPart {
  /** Text, or the name of a variable. */
  readonly kind: 'text' | 'variable';
  readonly text: string;
  readonly quoted: boolean;
}

/** `2>/dev/null` is `{ fd: 2, to: '/dev/null' }`; `2>&1` is `{ fd: 2, to: 1 }`. */
export type Redirect =
  | { readonly kind: 'read'; readonly from: ScriptWord }
  | { readonly kind: 'write' | 'append'; readonly fd: 1 | 2; readonly to: ScriptWord }
  | { readonly kind: 'join' };

export interface ScriptCommand {
  /** Runs only if the previous command succeeded, or failed; or reads the previous command's output. */
  readonly after: 'always' | 'success' | 'failure' | 'pipe';
  readonly words: readonly ScriptWord[];
  readonly redirects: readonly Redirect[];
  readonly background: boolean;
  /** Its output is the next command's input. */
  readonly piped: boolean;
}

/** A script uses parts of the shell's language that are not implemented here. */
export class UnknownSyntax extends Error {
  readonly line: number;

  constructor(line: number, text: string) {
    super(`the sandbox's shell does not understand: ${text}`);
    this.name = 'UnknownSyntax';
    this.line = line;
  }
}

const TOKEN =
  /\s+|(2>&1|2>>|2>|>>|>|<|\|\||\||&&|&|;)|((?:'[^']*'|"[^"`\\]*"|\$\w+|[^\s'"<>|&;$`\\(){}#!~])+)|(.)/gs;
/** Within a word. */
const PART = /'([^']*)'|"([^"]*)"|\$(\w+)|([^'"$]+)/g;
/** Within double quotes. */
const QUOTED = /\$(\w+)|([^$]+)|(\$)/g;

/** How the next command starts, depending on what ends this one. */
const AFTER = {
  '&&': 'success',
  '||': 'failure',
  '|': 'pipe',
  '&': 'always',
  ';': 'always',
} as const satisfies Record<string, ScriptCommand['after']>;

const isEnd = (operator: string | undefined): operator is keyof typeof AFTER =>
  operator !== undefined && Object.hasOwn(AFTER, operator);

/** The commands in order, separated by line ends, `;`, `&&`, `||`, `|` and `&`. Throws `UnknownSyntax`. */
export const parseScript = (script: string): readonly ScriptCommand[] =>
  script.split('\n').flatMap((text, index) => parseLine(text, index + 1));

function parseLine(text: string, line: number): readonly ScriptCommand[] {
  const commands: ScriptCommand[] = [];
  let open = command('always');
  const close = (end: { background: boolean; piped: boolean }) => {
    if (open.words.length === 0) throw new UnknownSyntax(line, text);
    commands.push({ ...open, ...end });
  };
  const word = (token: string): ScriptWord => partsOf(token) ?? unknown(line, text);
  const tokens = [...text.matchAll(TOKEN)].filter(([all]) => all.trim() !== '');
  for (let at = 0; at < tokens.length; at++) {
    const [, operator, written, other] = tokens[at] ?? [];
    if (other !== undefined) throw new UnknownSyntax(line, text);
    if (written !== undefined) open.words.push(word(written));
    else if (operator === '2>&1') open.redirects.push({ kind: 'join' });
    else if (isEnd(operator)) {
      close({ background: operator === '&', piped: operator === '|' });
      open = command(AFTER[operator]);
    } else {
      const target = tokens[++at]?.[2];
      if (operator === undefined || target === undefined) throw new UnknownSyntax(line, text);
      open.redirects.push(redirect(operator, word(target)));
    }
  }
  if (open.words.length > 0 || open.after !== 'always') close({ background: false, piped: false });
  else if (open.redirects.length > 0) throw new UnknownSyntax(line, text);
  return commands;
}

const unknown = (line: number, text: string): never => {
  throw new UnknownSyntax(line, text);
};

interface Open extends Omit<ScriptCommand, 'background' | 'piped'> {
  readonly words: ScriptWord[];
  readonly redirects: Redirect[];
}

const command = (after: ScriptCommand['after']): Open => ({ after, words: [], redirects: [] });

/** `undefined` for a `$` that does not begin a name. */
function partsOf(token: string): ScriptWord | undefined {
  const parts = [...token.matchAll(PART)].flatMap(([, single, double, name, bare]): readonly WordPart[] => {
    if (single !== undefined) return [{ kind: 'text', text: single, quoted: true }];
    if (double !== undefined) return quotedParts(double);
    if (name !== undefined) return [{ kind: 'variable', text: name, quoted: false }];
    return [{ kind: 'text', text: bare ?? '', quoted: false }];
  });
  return parts.some(({ kind, text }) => kind === 'variable' && !/^[A-Za-z_]/.test(text)) ? undefined : parts;
}

function quotedParts(text: string): readonly WordPart[] {
  if (text === '') return [{ kind: 'text', text, quoted: true }];
  return [...text.matchAll(QUOTED)].map(([, name, rest, dollar]): WordPart => {
    if (rest !== undefined) return { kind: 'text', text: rest, quoted: true };
    // A lone dollar is not a name, and is refused like the others.
    return { kind: 'variable', text: name ?? dollar ?? '', quoted: true };
  });
}

function redirect(operator: string, path: ScriptWord): Redirect {
  if (operator === '<') return { kind: 'read', from: path };
  return {
    kind: operator.endsWith('>>') ? 'append' : 'write',
    fd: operator.startsWith('2') ? 2 : 1,
    to: path,
  };
}

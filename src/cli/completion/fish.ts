import { type Flag, type Grammar, type Level, valueFlags } from './grammar.ts';

/** In fish a backslash escapes within single quotes, too. */
const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

/** For fish. https://fishshell.com/docs/current/cmds/complete.html */
export function fishCompletion(grammar: Grammar): string {
  const { levels, globals } = grammar;
  return `function __kms_lab_path
  set -l path
  set -l isValue 0
  for word in (commandline -opc)[2..]
    if test $isValue = 1
      set isValue 0
      continue
    end
    switch $word
      case ${valueFlags(grammar).join(' ')}
        set isValue 1
      case '-*'
      case '*'
        set -a path $word
    end
  end
  string join ' ' -- $path
end
function __kms_lab_at
  set -l path (__kms_lab_path)
  test "$path" = "$argv[1]"
end
function __kms_lab_in
  set -l path (__kms_lab_path)
  string match -q -- "$argv[1] *" "$path "
end
function __kms_lab_among
  set -l path (__kms_lab_path)
  for pattern in $argv
    string match -q -- $pattern "$path"; and return 0
  end
  return 1
end
complete -c kms-lab -f
${[
  ...globals.map((flag) => flagLine(flag, ` -n ${quoted(`__kms_lab_among ${pathsOf(flag, levels)}`)}`)),
  ...levels.flatMap((level) => [...wordLines(level), ...flagLines(level)]),
].join('\n')}
`;
}

/** Where a global flag is used, as patterns: arguments may follow a command's own words. */
const pathsOf = ({ key }: Flag, levels: readonly Level[]): string =>
  levels
    .filter(({ shared }) => shared.some((one) => one.key === key))
    .flatMap(({ path }) => (isBeginning(path, levels) ? [path] : [path, `${path} *`]))
    .map(quoted)
    .join(' ');

const isBeginning = (path: string, levels: readonly Level[]): boolean =>
  path === '' || levels.some((level) => level.path.startsWith(`${path} `));

const wordLines = ({ path, words }: Level): readonly string[] =>
  words.map(
    ({ text, does }) =>
      `complete -c kms-lab -n ${quoted(`__kms_lab_at ${quoted(path)}`)} -a ${quoted(text)} -d ${quoted(does)}`,
  );

const flagLines = ({ path, flags }: Level): readonly string[] =>
  flags.map((flag) => flagLine(flag, ` -n ${quoted(`__kms_lab_in ${quoted(path)}`)}`));

/** `-x`: a value from the list; `-r`: any value, including file names. */
function flagLine({ names, does, values }: Flag, where: string): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const takes =
    values === undefined ? '' : values.length > 0 ? ` -x -a ${quoted(values.join(' '))}` : ' -r -F';
  return `complete -c kms-lab${where} ${flags.join(' ')}${takes} -d ${quoted(does)}`;
}

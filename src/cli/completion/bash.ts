import { singleQuoted } from '../../contract/suggestion.ts';
import { type Flag, flagNames, type Grammar, type Level, valueFlags } from './grammar.ts';

/**
 * For bash. https://www.gnu.org/software/bash/manual/html_node/Programmable-Completion.html
 *
 * The words so far, without options and their values, identify the command.
 */
export function bashCompletion(grammar: Grammar): string {
  const { levels, globals } = grammar;
  // The longest path first: what follows a command's own words is an argument.
  const byLength = [...levels].sort((a, b) => b.path.length - a.path.length);
  return `_kms_lab() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" path='' words='' flags='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${COMP_WORDS[i]}" in
      --) return ;;
      ${valueFlags(grammar).join('|')}) ((i++)) ;;
      -*) ;;
      *) path="\${path:+$path }\${COMP_WORDS[i]}" ;;
    esac
  done
  case "$path $prev" in
${[...byLength.flatMap(valuesAt), ...globals.flatMap((flag) => valuesOf('', flag))].join('\n')}
  esac
  case "$path" in
${byLength.map(levelCase).join('\n')}
  esac
  if [[ $cur == -* ]]; then words="$flags"; fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _kms_lab kms-lab
`;
}

/** For zsh, which takes the functions of bash. https://zsh.sourceforge.io/Doc/Release/Completion-System.html */
export const zshCompletion = (grammar: Grammar): string =>
  `autoload -U +X compinit && compinit
autoload -U +X bashcompinit && bashcompinit
${bashCompletion(grammar)}`;

const valuesAt = ({ path, flags }: Level): readonly string[] => flags.flatMap((flag) => valuesOf(path, flag));

/** For a value without choices, the shell completes file names by itself. */
function valuesOf(path: string, { names, values }: Flag): readonly string[] {
  if (values === undefined) return [];
  const patterns = names.map((name) => (path === '' ? `*' ${name}'` : `${singleQuoted(path)}*' ${name}'`));
  const reply = values.length > 0 ? `COMPREPLY=($(compgen -W '${values.join(' ')}' -- "$cur")); ` : '';
  return [`    ${patterns.join('|')}) ${reply}return ;;`];
}

/** Words are offered directly after the path; flags also after an argument. */
function levelCase({ path, words, flags, shared }: Level): string {
  const sets = [
    `words='${words.map(({ text }) => text).join(' ')}'`,
    `flags='${flagNames([...flags, ...shared]).join(' ')}'`,
  ];
  const exact = `    ${singleQuoted(path)}) ${sets.join('; ')} ;;`;
  return path === '' ? exact : `${exact}\n    ${singleQuoted(`${path} `)}*) ${sets[1]} ;;`;
}

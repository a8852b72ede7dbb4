import { type Flag, flagNames, type Grammar, valueFlags } from './grammar.ts';

/** In PowerShell, a single quote within single quotes is doubled. */
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const list = (texts: readonly string[]): string => `@(${texts.map(quoted).join(', ')})`;

/**
 * For PowerShell.
 * https://learn.microsoft.com/powershell/module/microsoft.powershell.core/register-argumentcompleter
 */
export function powershellCompletion(grammar: Grammar): string {
  const { levels, globals } = grammar;
  const words = levels.map(({ path, words }) => [path, words.map(({ text }) => text)] as const);
  const flags = levels.map(({ path, flags, shared }) => [path, flagNames([...flags, ...shared])] as const);
  const values = levels.flatMap(({ path, flags }) => valuesOf(path, flags));
  return `Register-ArgumentCompleter -Native -CommandName kms-lab -ScriptBlock {
  param($typed, $ast, $position)
  $words = ${table(words)}
  $flags = ${table(flags)}
  $values = ${table([...values, ...valuesOf('', globals)])}
  $takesValue = ${list(valueFlags(grammar))}
  $path = ''; $last = ''; $isValue = $false
  $ast.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $position } | ForEach-Object {
    $word = $_.ToString(); $last = $word
    if ($isValue) { $isValue = $false }
    elseif ($takesValue -contains $word) { $isValue = $true }
    elseif (-not $word.StartsWith('-')) { $path = "$path $word".Trim() }
  }
  $command = $path
  while ($command -and -not $flags.ContainsKey($command)) { $command = $command -replace ' ?\\S+$' }
  if ($isValue) { $all = $values["$command $last".Trim()]; if (-not $all) { $all = $values[$last] } }
  elseif ($typed.StartsWith('-')) { $all = $flags[$command] }
  elseif ($command -eq $path) { $all = $words[$path] }
  $all | Where-Object { $_ -and $_.StartsWith($typed) } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}

const table = (rows: readonly (readonly [string, readonly string[]])[]): string =>
  `@{\n${rows.map(([key, texts]) => `    ${quoted(key)} = ${list(texts)}`).join('\n')}\n  }`;

const valuesOf = (path: string, flags: readonly Flag[]): readonly (readonly [string, readonly string[]])[] =>
  flags.flatMap(({ names, values }) =>
    values === undefined || values.length === 0
      ? []
      : names.map((name) => [`${path} ${name}`.trim(), values] as const),
  );

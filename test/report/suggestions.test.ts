import { describe, expect, test } from 'vitest';
import { commandLine, quoteForShell, type Suggestion } from '../../src/contract/suggestion.ts';
import { errorText } from '../../src/report/error.ts';
import { noteText } from '../../src/report/note.ts';
import type { Style } from '../../src/report/style.ts';
import { nextBlock, suggestionLines } from '../../src/report/suggestions.ts';

const style = (width: number): Style => ({ width, color: false });
const STATUS: Suggestion = { run: ['status'], why: 'shows the difference' };
const LONG: Suggestion = {
  shell: 'aws kms enable-key --key-id 1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d --region us-east-1',
  why: 'enables the key, after which everything that is encrypted under it can be read again',
};

describe('the line for a suggestion', () => {
  test.each<[string, Suggestion, string]>([
    ['ours', { run: ['rollback', '--to', 'baseline'] }, 'lab rollback --to baseline'],
    ['another program’s, as it is', { shell: 'aws s3 ls "s3://a b"' }, 'aws s3 ls "s3://a b"'],
    [
      'one whose output the shell evaluates',
      { run: ['sandbox', 'env'], evaluated: true },
      'eval "$(lab sandbox env)"',
    ],
  ])('%s', (_what, suggestion, line) => {
    expect(commandLine(suggestion, { run: (run) => `lab ${run.join(' ')}`, aws: [] })).toBe(line);
  });

  test.each([
    ['aws kms list-keys', 'aws --region us-east-1 --endpoint-url http://h kms list-keys'],
    ['aws login', 'aws --region us-east-1 login'],
    ['aws sso login --profile x', 'aws --region us-east-1 sso login --profile x'],
  ])('%s: who signs in does not ask the endpoint of the account', (shell, line) => {
    const typed = { run: () => '', aws: ['--region', 'us-east-1', '--endpoint-url', 'http://h'] };
    expect(commandLine({ shell }, typed)).toBe(line);
  });

  test('without other information, the program is installed', () => {
    expect(commandLine({ run: ['run', '--plan', 'a b'] })).toBe("kms-lab run --plan 'a b'");
  });

  test.each([
    ['arn:aws:iam::111122223333:role/x', 'arn:aws:iam::111122223333:role/x'],
    ['a b', "'a b'"],
    ["it's", "'it'\\''s'"],
    ['', "''"],
  ])('%s as a word', (text, word) => expect(quoteForShell(text)).toBe(word));
});

describe('a command has a line of its own', () => {
  test('with what it does beside it', () => {
    expect(suggestionLines([STATUS, { run: ['reset'] }], style(60))).toEqual([
      '  kms-lab status    shows the difference',
      '  kms-lab reset',
    ]);
  });

  test('or more than one, each but the last with a backslash, with what it does below them', () => {
    expect(suggestionLines([LONG], style(60))[0]).toBe(`  aws kms enable-key \\
    --key-id 1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d \\
    --region us-east-1
      enables the key, after which everything that is
      encrypted under it can be read again`);
  });

  test.each([60, 80, 90, 120])('that can be pasted unchanged in %i columns, after any indent', (width) => {
    const shown = suggestionLines([{ ...LONG, why: undefined }], style(width), '      ')[0]!;
    expect(shown.split('\n').every((line) => line.length <= width)).toBe(true);
    expect(shown.replace(/ \\\n +/g, ' ').trim()).toBe(commandLine(LONG));
  });

  test('and between an option and its value, where that lets the value fit', () => {
    const shell =
      'aws iam create-policy-version --policy-arn arn:aws:iam::111122223333:policy/KMSWorkshop-AdditionalPermissions';
    expect(suggestionLines([{ shell }], style(80))[0]).toBe(`  aws iam create-policy-version \\
    --policy-arn \\
      arn:aws:iam::111122223333:policy/KMSWorkshop-AdditionalPermissions`);
    expect(suggestionLines([{ shell }], style(60))[0]).toBe(`  aws iam create-policy-version \\
    --policy-arn arn:aws:iam::111122223333:policy/KMSWorkshop-AdditionalPermissions`);
  });

  test('and there is no heading without a command', () => {
    expect(nextBlock([], style(80))).toEqual([]);
    expect(nextBlock([STATUS], style(80))).toEqual(['next\n  kms-lab status    shows the difference']);
  });
});

describe('an error', () => {
  const error = { code: 'ERR_DRIFT', message: 'The account does not match any step.' } as const;

  test('says what happened, why, what to do, and what to type', () => {
    const typed = {
      run: (run: readonly string[]) => ['npx kms-lab', ...run, '--operator root'].join(' '),
      aws: [],
    };
    const all = { ...error, cause: 'it was changed', hint: 'Look first.', next: [STATUS] };
    expect(errorText(all, { width: 80, color: false, typed })).toBe(
      `error ERR_DRIFT: The account does not match any step.
why   it was changed
next  Look first.
  npx kms-lab status --operator root
      shows the difference`,
    );
  });

  test('with commands only says so above them', () => {
    expect(
      errorText({ ...error, next: [STATUS] }, style(80))
        .split('\n')
        .slice(1),
    ).toEqual(['next', '  kms-lab status    shows the difference']);
  });

  test('with nothing to do does not mention it', () => {
    expect(errorText(error, style(80))).not.toContain('next');
  });
});

test('a note is wrapped between words, and its command between options', () => {
  const text = noteText({ text: 'The user stays, for another user made it.', next: [LONG] }, style(40));
  expect(text.split('\n').slice(0, 4)).toEqual([
    'The user stays, for another user made',
    'it.',
    '  aws kms enable-key \\',
    '    --key-id 1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d \\',
  ]);
});

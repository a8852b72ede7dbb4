import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exportsFor, failingExportsFor } from '../../src/cli/shell-exports.ts';

describe('a variable, in each shell’s form', () => {
  test.each([
    ['bash', 'plain', `export V='plain'`],
    ['bash', `it's $HOME`, `export V='it'\\''s $HOME'`],
    ['bash', 'a\\b', `export V='a\\b'`],
    ['bash', undefined, 'unset V'],
    ['fish', 'plain', `set -gx V 'plain'`],
    ['fish', `it's $HOME`, `set -gx V 'it\\'s $HOME'`],
    ['fish', 'a\\b', `set -gx V 'a\\\\b'`],
    ['fish', undefined, 'set -e V'],
    ['powershell', 'plain', `$env:V = 'plain'`],
    ['powershell', `it's $HOME`, `$env:V = 'it''s $HOME'`],
    ['powershell', 'it’s', `$env:V = 'it’’s'`],
    ['powershell', undefined, 'Remove-Item Env:V -ErrorAction Ignore'],
  ] as const)('%s: %s', (shell, value, line) => {
    expect(exportsFor(shell, { V: value })).toBe(line);
  });

  test('each on its own line', () => {
    expect(exportsFor('bash', { A: '1', B: undefined })).toBe("export A='1'\nunset B");
  });
});

test('a failure makes the shell fail', () => {
  expect(failingExportsFor('bash', { A: '1' })).toBe("export A='1'\nfalse");
  expect(failingExportsFor('fish', { A: undefined })).toBe('set -e A\nfalse');
  expect(failingExportsFor('powershell', {})).toMatch(/\nWrite-Error '/);
});

test.skipIf(process.platform === 'win32')('a POSIX shell reads back what was written', () => {
  const words = fc.string({ unit: fc.constantFrom("'", '"', '\\', '$', '`', ' ', '\n', '!', 'a', 'é') });
  fc.assert(
    fc.property(words, (value) => {
      const script = `${exportsFor('bash', { V: value })}\nprintf %s. "$V"`;
      expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(`${value}.`);
    }),
    { numRuns: 50 },
  );
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshState, kmsLab } from '../../end-to-end/kms-lab.ts';
import { type } from '../streams.ts';
import { CTRL_C, DOWN, ENTER, goesOn, presses, SPACE, sitDown } from './pty.ts';

const ASKED = 'Who may decrypt with the key now?';

describe('--quiz at a terminal', () => {
  test.each([
    [80, 24],
    [60, 20],
  ])(
    'step, %i by %i: the question has its own screen, the answer appears with the check',
    async (columns, rows) => {
      const stateDir = freshState();
      const person = sitDown('step --quiz', { stateDir, columns, rows });
      await goesOn(person);
      await presses(person, 'c');
      await person.sees('Enter answers.');
      const shown = (await person.shows()).split('\n');
      expect(shown[0]).toMatch(/^Step 1 of 7/);
      expect(shown.length).toBeLessThan(rows);
      expect(shown.filter((line) => line.includes('[ ]'))).toHaveLength(8);
      person.types(SPACE + DOWN + SPACE + ENTER);
      await person.sees('Who may decrypt: 6 of 8 answers right');
      await person.sees('another admin: answered denied, but it is allowed');
      await goesOn(person);
      await presses(person, 'q');
      expect(await person.leaves()).toBe(0);
      const report = join(stateDir, 'report.md');
      await kmsLab(stateDir, 'report', '--format', 'md', '--out', report);
      expect(readFileSync(report, 'utf8')).toMatch(
        /who may decrypt: 6 of 8 answers right[\s\S]*- answer: the instance role; the operator\n[\s\S]*✗ another admin: answered denied/,
      );
    },
  );

  test('Ctrl-C at the question leaves, and nothing is checked', async () => {
    const person = sitDown('step --quiz', { stateDir: freshState() });
    await goesOn(person);
    await presses(person, 'c');
    await person.sees('Enter answers.');
    person.types(CTRL_C);
    expect(await person.leaves()).toBe(130);
    expect(await person.screen()).not.toContain('passed');
  });

  test('check: asked first, then compared', async () => {
    const stateDir = freshState();
    const person = sitDown('check 1 --quiz', { stateDir });
    await person.sees('Enter answers.');
    person.types(ENTER);
    await person.sees('Who may decrypt with the key now? 0 marked');
    await person.sees('Who may decrypt: 4 of 8 answers right');
    await person.sees('✓ The operator can use the key');
    expect(await person.leaves()).toBe(0);
  });
});

test.each([
  ['a terminal that moves no cursor', 'check 1 --quiz', { TERM: 'dumb' }],
  ['--plain', 'check 1 --quiz --plain', {}],
])('in %s the principals have numbers', async (_where, line, env) => {
  const person = sitDown(line, { stateDir: freshState(), env });
  await person.sees('  8  an outsider');
  await person.sees('then Enter:');
  person.types('1 2 3 7\n');
  await person.sees('Who may decrypt: 8 of 8 answers right');
  expect(await person.leaves()).toBe(0);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: nothing that a terminal obeys.
  expect(person.written()).not.toMatch(/\u001B/);
});

describe('without a user to answer', () => {
  test.each([
    ['a pipe', 'check --quiz', {}],
    ['CI', 'check --quiz', { isTTY: true, env: { CI: 'true' } }],
    ['--json', 'check --quiz --json', { isTTY: true }],
  ])('%s: refused before the account is opened', async (_where, line, screen) => {
    const answer = await type(line, {
      ...screen,
      env: { KMS_LAB_STATE_DIR: '/nowhere', ...('env' in screen ? screen.env : {}) },
    });
    expect(answer.exitCode).toBe(2);
    const told = answer.stdout + answer.stderr;
    expect(told).toMatch(/ERR_NO_TERMINAL/);
    expect(told).toMatch(/--quiz asks a question\. Run it in a terminal/);
    expect(told).toMatch(/kms-lab check/);
    expect(told).not.toContain(ASKED);
  });
});

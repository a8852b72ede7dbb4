import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { openStore } from '../../src/engine/file-store.ts';
import { FACTS, recordedRun } from '../report/recorded.ts';
import { type } from './streams.ts';

let stateDir: string;
let cwd: string;
beforeEach(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'kms-lab-state-'));
  cwd = mkdtempSync(join(tmpdir(), 'kms-lab-cwd-'));
});

/** A run of that day in the state directory, as the engine leaves one. */
async function keep(day: number, accountId = FACTS.accountId, events = recordedRun()): Promise<void> {
  const { region } = FACTS;
  const store = await openStore({
    directory: stateDir,
    target: 'sandbox',
    accountId,
    region,
    command: 'run',
  });
  for (const [index, event] of events.entries())
    store.journal(event, new Date(Date.UTC(2026, 0, day, 12, 0, index)));
}

const report = (line = '', screen = {}) =>
  type(`report ${line}`, { env: { KMS_LAB_STATE_DIR: stateDir }, cwd, ...screen });

describe('the report of the last run', () => {
  beforeEach(() => keep(1));

  test('goes to a file where somebody looks at the screen, which says where', async () => {
    const { exitCode, stdout, stderr } = await report('', { isTTY: true, columns: 200 });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(`Wrote ${join(cwd, 'kms-lab-report.html')}`);
    expect(readFileSync(join(cwd, 'kms-lab-report.html'), 'utf8')).toMatch(/^<!doctype html>/);
  });

  test.each([
    ['', /^<!doctype html>/],
    ['--format html --out -', /^<!doctype html>/],
    ['--format md', /^# Working with Key Policies/],
    ['--format junit', /^<\?xml/],
    ['--format json', /^\{\n {2}"version": 1,/],
  ])('goes to the pipe: report %s', async (line, pattern) => {
    const { exitCode, stdout } = await report(line);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(pattern);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('goes to the file that is named, over the old one, and nothing is left beside it', async () => {
    writeFileSync(join(cwd, 'r.xml'), 'old');
    const { exitCode, stdout } = await report('--format junit --out r.xml');
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('r.xml') });
    expect(readFileSync(join(cwd, 'r.xml'), 'utf8')).toMatch(/<\/testsuites>\n$/);
    expect(readdirSync(cwd)).toEqual(['r.xml']);
  });

  test('as JSON lines says where it is, or has it in it', async () => {
    const lines = async (line: string) =>
      (await report(`${line} --json`)).stdout
        .trimEnd()
        .split('\n')
        .map((text) => JSON.parse(text));
    expect(await lines('--out r.html')).toMatchObject([
      { type: 'report', format: 'html', path: join(cwd, 'r.html') },
      { type: 'summary', ok: true },
    ]);
    expect(await lines('--format md')).toMatchObject([
      { type: 'report', content: expect.stringMatching(/^# Working/) },
      { type: 'summary', command: 'report' },
    ]);
  });

  test.each([
    ['no/such/directory/r.html', /no\/such\/directory/],
    ['folder', /it is a directory/],
  ])('cannot go to %s, and nothing is half written', async (out, why) => {
    mkdirSync(join(cwd, 'folder'));
    const { exitCode, stdout, stderr } = await report(`--out ${out}`);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr.replace(/\s+/g, ' ')).toMatch(/ERR_OUTPUT/);
    expect(stderr.replace(/\s+/g, '')).toMatch(new RegExp(why.source.replace(/ /g, '')));
    expect(readdirSync(cwd)).toEqual(['folder']);
    expect(readdirSync(join(cwd, 'folder'))).toEqual([]);
  });
});

describe('of several runs', () => {
  test('the latest is meant, the one that is named, or the one of an account', async () => {
    await keep(1);
    await keep(2, '444455556666');
    const list = JSON.parse(`[${(await report('--list --json')).stdout.trimEnd().split('\n').join(',')}]`);
    expect(list).toMatchObject([
      { accountId: '444455556666' },
      { accountId: FACTS.accountId },
      { type: 'summary' },
    ]);
    const runOf = async (line: string) => JSON.parse((await report(`${line} --format json`)).stdout).run;
    expect(await runOf('')).toBe(list[0].id);
    expect(await runOf(list[1].id)).toBe(list[1].id);
    expect(await runOf(`--account ${FACTS.accountId}`)).toBe(list[1].id);
    const { stdout } = await report('--list');
    expect(stdout).toMatch(
      /^Runs, latest first\n\n\w{8} {2}2 January 2026 at 12:00 UTC {2}run {2}done {2}444455556666 /,
    );
  });

  test('a command that was refused before its first step is listed, and not told', async () => {
    await keep(1);
    const refused = { code: 'ERR_ORDER', message: 'not yet' } as const;
    const summary = recordedRun().findLast(({ type }) => type === 'summary')!;
    await keep(2, FACTS.accountId, [{ ...summary, exitCode: 2, error: refused } as typeof summary]);
    await keep(3, FACTS.accountId, recordedRun().slice(0, -1));
    const list = (await report('--list')).stdout.split('\n');
    expect(list[0]).toBe(`Runs on ${FACTS.accountId} (sandbox, ${FACTS.region}), latest first`);
    expect(list.slice(2, 5).map((line) => line.split('  ').at(-1))).toEqual(['cut off', 'ERR_ORDER', 'done']);
    expect(list.every((line) => line.length <= 80)).toBe(true);
    const { startedAt } = JSON.parse((await report('--format json')).stdout);
    expect(startedAt).toMatch(/^2026-01-03/);
  });
});

test.each([
  ['', 'Nothing has been run yet', 'next kms-lab run kms-lab report'],
  ['1a2b3c4d', 'Nothing has been run yet', 'kms-lab run'],
  ['--format pdf', 'html, md, junit, json', 'kms-lab report --help'],
])('nothing to report: report %s', async (line, what, next) => {
  const { exitCode, stderr } = await report(line);
  expect(exitCode).toBe(2);
  const flat = stderr.replace(/\s+/g, ' ');
  expect(flat).toContain(what);
  expect(flat).toContain(next);
});

test('a list of no runs says what makes one', async () => {
  expect(await report('--list')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('kms-lab run'),
  });
});

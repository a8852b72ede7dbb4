import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { LabEvent } from '../../src/contract/event.ts';
import { openStore } from '../../src/engine/file-store.ts';
import { listRuns } from '../../src/engine/index.ts';
import { FACTS, recordedRun } from '../report/recorded.ts';
import { type } from './streams.ts';

let stateDir: string;
let cwd: string;
beforeEach(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'kms-lab-state-'));
  cwd = mkdtempSync(join(tmpdir(), 'kms-lab-cwd-'));
});

/** A command of that day in the state directory, as the engine leaves one. */
async function keep(
  day: number,
  accountId = FACTS.accountId,
  events = recordedRun(),
  command = 'run',
): Promise<void> {
  const { region } = FACTS;
  const store = await openStore({ directory: stateDir, target: 'sandbox', accountId, region, command });
  for (const [index, event] of events.entries()) {
    const told = event.type === 'run-started' ? { ...event, facts: { ...event.facts, accountId } } : event;
    store.journal(told, new Date(Date.UTC(2026, 0, day, 12, 0, index)));
  }
}

const report = (line = '', screen = {}) =>
  type(`report ${line}`, { env: { KMS_LAB_STATE_DIR: stateDir }, cwd, ...screen });

describe('the report of the last run', () => {
  beforeEach(() => keep(1));

  test('goes to a file if the user is at a terminal, which shows the path', async () => {
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
    ['--format json', /^\{\n {2}"version": 2,/],
  ])('goes to the pipe: report %s', async (line, pattern) => {
    const { exitCode, stdout } = await report(line);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(pattern);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('goes to the named file, replacing the old one, and nothing is left beside it', async () => {
    writeFileSync(join(cwd, 'r.xml'), 'old');
    const { exitCode, stdout } = await report('--format junit --out r.xml');
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('r.xml') });
    expect(readFileSync(join(cwd, 'r.xml'), 'utf8')).toMatch(/<\/testsuites>\n$/);
    expect(readdirSync(cwd)).toEqual(['r.xml']);
  });

  test('as JSON lines, says where it is, or contains it', async () => {
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
  test('the latest is chosen, the named one, or the latest of an account', async () => {
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
      /^Runs, latest first\n\n1 {2}\w{8} {2}2 January 2026 at 12:00 UTC {2}run {2}done {2}444455556666 /,
    );
  });

  test('a command that was refused before its first step is listed, but not reported on', async () => {
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

describe('which run is chosen', () => {
  const [started] = recordedRun();
  const summary = recordedRun().at(-1)!;
  const [, , changed] = recordedRun().filter(({ type }) => type === 'change-applied');
  const aside = changed?.type === 'change-applied' ? { ...changed, step: undefined } : summary;
  const DID = [started!, aside, summary];
  beforeEach(async () => {
    await keep(1);
    await keep(2, FACTS.accountId, recordedRun(), 'step');
    await keep(3, FACTS.accountId, DID, 'back');
    await keep(4, FACTS.accountId, DID, 'goto');
    await keep(5, FACTS.accountId, [started!, summary], 'resume');
  });
  const told = async (line: string) => JSON.parse((await report(`${line} --format json`)).stdout);

  test.each([
    ['', 'step', '2026-01-02'],
    ['1', 'resume', '2026-01-05'],
    ['3', 'back', '2026-01-03'],
    ['5', 'run', '2026-01-01'],
  ])('report %s is of %s', async (line, command, day) => {
    const { startedAt, ...story } = await told(line);
    expect([story.command, startedAt.slice(0, 10)]).toEqual([command, day]);
  });

  test.each(['0', '6', '1234567', 'latest'])('there is no run %s', async (named) => {
    const { exitCode, stderr } = await report(named);
    expect(exitCode).toBe(2);
    expect(stderr.replace(/\s+/g, ' ')).toMatch(
      new RegExp(`There is no run “${named}”.*from 1 \\(the latest\\) to 5.*kms-lab report --list`),
    );
  });

  test('a hint has no number, and a report by its id', async () => {
    await keep(6, FACTS.accountId, [started!, summary], 'hint');
    expect((await told('1')).command).toBe('resume');
    const list = (await report('--list')).stdout;
    expect(list).not.toContain('hint');
    expect(list).toMatch(/^1 .* resume /m);
    const [hint] = (await listRuns(stateDir)).filter(({ command }) => command === 'hint');
    expect((await told(hint!.id)).command).toBe('hint');
  });

  test('if the page was not followed, the last command that did something', async () => {
    stateDir = mkdtempSync(join(tmpdir(), 'kms-lab-state-'));
    await keep(1, FACTS.accountId, DID, 'goto');
    await keep(2, FACTS.accountId, [started!, summary], 'back');
    expect((await told('')).command).toBe('goto');
  });

  test('says which', async () => {
    const { stdout } = await report('--out r.html', { isTTY: true, columns: 200 });
    expect(stdout).toMatch(/r\.html: kms-lab step of 2 January 2026 at 12:00 UTC, run \w{8}\.$/m);
  });

  test('steps that were in place show who could do what when they were last done', async () => {
    const [, ...rest] = recordedRun().filter((event) => !('step' in event) || event.type === 'step-started');
    const passed = rest.flatMap((event): readonly LabEvent[] =>
      event.type === 'step-started'
        ? [event, { type: 'step-settled', step: event.step.id, status: 'unchanged' } as const]
        : [event],
    );
    await keep(6, FACTS.accountId, [started!, ...passed]);
    const { steps } = await told('1');
    const [{ id }] = JSON.parse(`[${(await report('--list --json')).stdout.split('\n')[4]}]`);
    expect(steps).toHaveLength(7);
    for (const step of steps) {
      expect(step).toMatchObject({ status: 'unchanged', attempts: [], lastKnown: { run: id } });
      expect(step.lastKnown.cells).toHaveLength(40);
    }
  });
});

test.each([
  ['--name Ada', 'Ada'],
  ['--name 李雷', '李雷'],
])('report %s has the name on its first page', async (line, name) => {
  await keep(1);
  expect((await report(line)).stdout).toContain(`<strong>${name}</strong>, 1 January 2026`);
  expect((await report(`${line} --format md`)).stdout).toContain(`| **Name** | ${name} |`);
});

test.each([`--name=${'x'.repeat(81)}`, '--name=', '--name=\u0007'])(
  'an invalid name is refused: %j',
  async (flag) => {
    await keep(1);
    const { exitCode, stderr } = await report(flag);
    expect({ exitCode, stderr: stderr.replace(/\s+/g, ' ') }).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('a name of at most 80 characters'),
    });
  },
);

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

test('an empty list of runs says how to create one', async () => {
  expect(await report('--list')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('kms-lab run'),
  });
});

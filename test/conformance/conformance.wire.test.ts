import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROWS } from '../../src/conformance/rows/index.ts';
import { type ConformanceTarget, runConformance } from '../../src/conformance/run-conformance.ts';
import type { Conformance } from '../../src/contract/conformance.ts';
import { conformanceJUnit, conformanceMarkdown, conformanceText } from '../../src/report/conformance.ts';
import { openSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';

const RUNS = new AbortController().signal;
const ALLOW_ALL = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
} as const;

let directory: string;
let sandbox: Sandbox;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kms-lab-conformance-'));
  sandbox = await openSandbox({ directory });
});

afterAll(async () => {
  await sandbox.close();
  await rm(directory, { recursive: true, force: true });
});

const target = (who = 'operator'): ConformanceTarget => ({
  endpoint: sandbox.endpoint,
  region: sandbox.region,
  credentials: sandbox.credentials(who)!,
});

test('a row has an id of its own, a sentence, and a page of AWS', () => {
  expect(new Set(ROWS.map(({ id }) => id)).size).toBe(ROWS.length);
  for (const { id, says, source } of ROWS) {
    expect(says, id).toMatch(/^\S.*\.$/);
    expect(source, id).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  }
});

describe('the sandbox', () => {
  let result: Conformance;
  let before: ReturnType<typeof things>;

  /** All that the suite could leave behind. */
  function things() {
    const { accounts, home } = sandbox.world();
    const { users, roles, policies, aliases, keys } = accounts[home]!;
    const inUse = Object.values(keys).filter(({ state }) => state !== 'PendingDeletion');
    return structuredClone([users, roles, policies, aliases, inUse]);
  }

  beforeAll(async () => {
    before = things();
    result = await runConformance(target(), RUNS);
  });

  test.each(ROWS)('$id: $says', ({ id }) => {
    const row = result.rows.find((one) => one.id === id);
    expect(row?.status, `${row?.answered}`).toBe('conforms');
  });

  test('has nothing left of it', () => {
    expect(result.left).toEqual([]);
    expect(things()).toEqual(before);
  });
});

describe('another endpoint', () => {
  const row = ROWS.find(({ id }) => id === 'iam-alone')!;
  const allowing = { ...row, key: () => [{ ...ALLOW_ALL.Statement[0] }] };
  const unarranged = { ...row, id: 'unarranged', before: () => Promise.reject(new Error('not here')) };
  const other = { ...row, id: 'other', expect: { code: 'AccessDeniedException', says: /another text/ } };

  test('that allows what AWS refuses, or refuses it in other words, differs, in every format', async () => {
    const result = await runConformance(target(), RUNS, [allowing, other, unarranged]);
    expect(result.rows.map(({ status }) => status)).toEqual(['differs', 'differs', 'unarranged']);
    expect(result.rows[0]).toMatchObject({ answered: 'allowed', source: row.source });
    const text = conformanceText(result, { width: 80, color: false });
    expect(text).toMatch(/✗ An IAM policy gives nothing/);
    expect(text).toMatch(/0 of 3 answers as AWS; 2 differ; 1 could not be asked/);
    expect(conformanceMarkdown(result)).toMatch(/\| differs \| An IAM policy gives nothing.*`allowed`/);
    expect(conformanceJUnit(result)).toMatch(/tests="3" failures="2" errors="0" skipped="1"/);
  });

  test('where the operator may make nothing gets no answer, and keeps nothing', async () => {
    const users = Object.keys(sandbox.world().accounts[sandbox.world().home]!.users);
    await expect(runConformance(target('outsider'), RUNS)).rejects.toThrow(/iam:CreateUser/);
    expect(Object.keys(sandbox.world().accounts[sandbox.world().home]!.users)).toEqual(users);
  });

  test('is asked nothing more after Ctrl-C, and keeps nothing', async () => {
    const stop = new AbortController();
    const stopping = { ...row, after: async () => stop.abort() };
    await expect(runConformance(target(), stop.signal, [stopping, row])).rejects.toThrow(/abort/i);
    const { accounts, home } = sandbox.world();
    expect(Object.keys(accounts[home]!.users).filter((name) => name.includes('conformance'))).toEqual([]);
  });
});

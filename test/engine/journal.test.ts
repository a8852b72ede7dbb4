import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { openStore } from '../../src/engine/file-store.ts';
import { run } from '../../src/engine/index.ts';
import { findRun, listRuns, readJournal } from '../../src/engine/journal.ts';
import { FACTS, fake } from './fake-account.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kms-lab-journal-'));
});

/** Runs the fake lab with a real store; `later` sets its clock forward by so many seconds. */
async function ran({ accountId = FACTS.accountId, later = 0, command = 'run' } = {}): Promise<void> {
  const { region } = FACTS;
  const store = await openStore({ directory, target: 'sandbox', accountId, region, command });
  const clock = { now: () => new Date(Date.UTC(2026, 0, 1, 0, 0, later)), sleep: async () => {} };
  const { session } = fake({ command });
  await run({ ...session, store, clock }, { onFailure: 'stop' });
}

const ids = async (where = {}) => (await listRuns(directory, where)).map(({ id }) => id);

describe('runs', () => {
  test('are listed latest first, with what their place tells', async () => {
    await ran({ later: 1, command: 'first' });
    await ran({ later: 2, command: 'second' });
    expect(await listRuns(directory)).toMatchObject([
      { command: 'second', startedAt: '2026-01-01T00:00:02.000Z', target: 'sandbox', region: 'us-east-1' },
      { command: 'first', accountId: FACTS.accountId, id: expect.stringMatching(/^[0-9a-f]{8}$/) },
    ]);
  });

  test('of all accounts are one list, which an account narrows', async () => {
    await ran({ later: 1 });
    await ran({ later: 2, accountId: '444455556666' });
    expect(await ids()).toHaveLength(2);
    expect((await findRun(directory, {})).accountId).toBe('444455556666');
    expect((await findRun(directory, { account: FACTS.accountId })).accountId).toBe(FACTS.accountId);
  });

  test('are found among other files', async () => {
    await ran();
    const [one] = await listRuns(directory);
    writeFileSync(join(dirname(one!.path), 'notes.txt'), '');
    writeFileSync(join(directory, 'sandbox', 'world.json'), '{}');
    expect(await ids()).toEqual([one?.id]);
  });

  test('that do not exist are named with the nearest', async () => {
    await ran();
    const [id = ''] = await ids();
    const slip = `${id.slice(0, 7)}x`;
    await expect(findRun(directory, {}, slip)).rejects.toMatchObject({
      code: 'ERR_UNKNOWN_NAME',
      message: `There is no run “${slip}”.`,
      hint: `did you mean ${id}? kms-lab report --list shows them all`,
    });
  });

  test.each([{}, { account: '444455556666' }])('there are none of yet: %o', async (where) => {
    if (where.account) await ran();
    await expect(findRun(directory, where)).rejects.toMatchObject({
      code: 'ERR_UNKNOWN_NAME',
      message: expect.stringContaining('Nothing has been run yet'),
      hint: 'kms-lab run, then kms-lab report',
    });
  });
});

describe('a journal', () => {
  const only = async () => (await listRuns(directory))[0]!;

  test('is read as it was written: everything but the waiting, the summary last', async () => {
    await ran();
    const { lines, damage } = await readJournal(await only());
    expect(damage).toEqual([]);
    expect(lines[0]).toMatchObject({ type: 'run-started', version: 1, at: '2026-01-01T00:00:00.000Z' });
    expect(lines.at(-1)).toMatchObject({ type: 'summary', ok: true });
    const written = readFileSync((await only()).path, 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines).toEqual(written.map((line) => JSON.parse(line)));
  });

  const DAMAGES: readonly [string, string, RegExp][] = [
    ['half a line', '{"at":"2026-01-01T00:00:00.000Z","type":"note', /no JSON/],
    ['no event', '[1,2]', /no event that this kms-lab knows/],
    ['an event of another version', '{"at":"2026-01-01T00:00:00.000Z","type":"sang"}', /no event/],
    ['nothing', 'null', /no event/],
    ['no time', '{"type":"note","text":"x"}', /note, at: /],
    [
      'a step without a name',
      '{"at":"2026-01-01T00:00:00.000Z","type":"step-started","step":{"id":1}}',
      /step\.id: /,
    ],
    [
      'a principal nobody knows',
      '{"at":"2026-01-01T00:00:00.000Z","type":"matrix","matrix":[{"principal":"mallory"}]}',
      /matrix\.0\.principal: /,
    ],
    [
      'a document without statements',
      '{"at":"2026-01-01T00:00:00.000Z","type":"change-planned","change":{"resource":"key-policy","title":"t","arn":"a","calls":[],"after":{"Statement":[null]}}}',
      /change\.after\.Statement/,
    ],
  ];

  test.each(DAMAGES)(
    'damaged in the middle by %s keeps the rest and names the line',
    async (_, line, why) => {
      await ran();
      const { path } = await only();
      const whole = readFileSync(path, 'utf8').trimEnd().split('\n');
      writeFileSync(path, `${[...whole.slice(0, 4), line, ...whole.slice(5)].join('\n')}\n`);
      const { lines, damage } = await readJournal(await only());
      expect(lines).toHaveLength(whole.length - 1);
      expect(damage).toEqual([{ line: 5, why: expect.stringMatching(why) }]);
    },
  );

  test('whose last line is cut off says so', async () => {
    await ran();
    const { path } = await only();
    appendFileSync(path, '{"at":"2026-01-01T');
    expect((await readJournal(await only())).damage).toMatchObject([{ why: 'it is cut off' }]);
  });

  test.each([
    ['of a newer format', '{"version":2,"type":"run-started"}\n', 'ERR_STATE_NEWER', /format 2/],
    ['that holds nothing', '', 'ERR_STATE_DAMAGED', /no line/],
    ['that is something else', '\u0000\u0001\n', 'ERR_STATE_DAMAGED', /no line/],
  ])('%s is refused by name', async (_, content, code, message) => {
    await ran();
    const one = await only();
    writeFileSync(one.path, content);
    await expect(readJournal(one)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test('that is a directory is an error, not the end', async () => {
    const path = join(directory, 'a.ndjson');
    mkdirSync(path);
    await ran();
    await expect(readJournal({ ...(await only()), path })).rejects.toMatchObject({
      code: 'ERR_STATE_DAMAGED',
    });
  });
});

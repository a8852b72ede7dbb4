import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { EVENT_TYPES, EVENTS, type LabEvent } from '../../src/contract/event.ts';
import type { RunName } from '../../src/contract/journal.ts';
import { openStore } from '../../src/engine/file-store.ts';
import { run } from '../../src/engine/index.ts';
import { findRun, listRuns, readJournal } from '../../src/engine/journal.ts';
import { SAMPLES } from './event-samples.ts';
import { FACTS, fake } from './fake-account.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kms-lab-journal-'));
});

/** Runs the fake lab with a real store; `later` sets its clock forward by this many seconds. */
async function ran({ accountId = FACTS.accountId, later = 0, command = 'run' } = {}): Promise<void> {
  const { region } = FACTS;
  const store = await openStore({ directory, target: 'sandbox', accountId, region, command });
  const clock = { now: () => new Date(Date.UTC(2026, 0, 1, 0, 0, later)), sleep: async () => {} };
  const { session } = fake({ command });
  await run({ ...session, store, clock }, { onFailure: 'stop' });
}

const ids = async (where = {}) => (await listRuns(directory, where)).map(({ id }) => id);

describe('runs', () => {
  test('are listed latest first, with what their place says', async () => {
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
      hint: `did you mean ${id}?`,
      next: [{ run: ['report', '--list'], why: 'shows all runs' }],
    });
  });

  test('there are none of yet', async () => {
    await expect(findRun(directory, {})).rejects.toMatchObject({
      code: 'ERR_UNKNOWN_NAME',
      message: expect.stringContaining('Nothing has been run yet:'),
      next: [{ run: ['run'] }, { run: ['report'] }],
    });
  });

  test.each([
    [{ account: '444455556666' }, ' on account 444455556666:'],
    [{ region: 'eu-west-1' }, ' in eu-west-1:'],
  ])('there are of another account or region only: %o', async (where, of) => {
    await ran();
    await expect(findRun(directory, where)).rejects.toMatchObject({
      code: 'ERR_UNKNOWN_NAME',
      message: expect.stringContaining(`Nothing has been run yet${of}`),
      hint: 'The latest run was on account 111122223333 in us-east-1.',
      next: [
        {
          run: ['report', '--list', '--account', '111122223333', '--region', 'us-east-1'],
          why: 'shows the runs there',
        },
      ],
    });
  });
});

describe('a journal', () => {
  const only = async () => (await listRuns(directory))[0]!;

  test('is read as it was written: everything but the waiting, the summary last', async () => {
    await ran();
    const { lines, damage } = await readJournal(await only());
    expect(damage).toEqual([]);
    expect(lines[0]).toMatchObject({ at: '2026-01-01T00:00:00.000Z', event: { type: 'run-started' } });
    expect(lines.at(-1)?.event).toMatchObject({ type: 'summary', ok: true });
    const [first, ...written] = readFileSync((await only()).path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect([first, ...written]).toEqual([{ version: 2, ...lines[0] }, ...lines.slice(1)]);
    expect(new Set(lines.map(({ event }) => EVENTS[event.type].kept))).not.toContain('not');
  });

  const AT = '2026-01-01T00:00:01.000Z';
  const EVERY = EVENT_TYPES.flatMap((type) =>
    SAMPLES[type].map((members, index) => [`${type} ${index}`, { type, ...members } as LabEvent] as const),
  );
  const FUTURE = { added: 'by a later version' };
  /** As it is on the disk: without members that are undefined. */
  const onDisk = (event: LabEvent): LabEvent => JSON.parse(JSON.stringify(event));

  test.each(EVERY)('returns %s as it was', async (_, event) => {
    const { accountId, region } = FACTS;
    const store = await openStore({ directory, target: 'sandbox', accountId, region, command: 'run' });
    store.journal({ ...event, ...FUTURE }, new Date(AT));
    const { lines, damage } = await readJournal(await only());
    expect(damage).toEqual([]);
    expect(lines).toEqual([{ at: AT, event: { ...onDisk(event), ...FUTURE } }]);
  });

  const BEFORE = '2026-01-01T00:00:00.500Z';
  /** A journal of these lines. */
  const written = (lines: readonly object[]): RunName => {
    const path = join(directory, 'journal.ndjson');
    writeFileSync(path, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
    const { accountId, region } = FACTS;
    const startedAt = '2026-01-01T00:00:00.000Z';
    return { id: '1a2b3c4d', command: 'run', startedAt, target: 'sandbox', accountId, region, path };
  };

  test.each(EVERY)('of format 1 returns %s, and the time that is known', async (_, event) => {
    const run = written([
      { at: BEFORE, version: 1, type: 'note', text: 'first' },
      { at: AT, ...event, ...FUTURE },
    ]);
    const { lines, damage } = await readJournal(run);
    expect(damage).toEqual([]);
    const at = event.type === 'standing' && event.at ? BEFORE : AT;
    expect(lines).toEqual([
      { at: BEFORE, event: { type: 'note', text: 'first' } },
      { at, event: { ...onDisk(event), ...FUTURE } },
    ]);
  });

  test('of format 1 that begins with the account’s place: the time is the file’s', async () => {
    const run = written([{ at: 'baseline', version: 1, type: 'standing', drift: [] }]);
    expect((await readJournal(run)).lines).toEqual([
      { at: run.startedAt, event: { type: 'standing', at: 'baseline', drift: [] } },
    ]);
  });

  const told = (event: object) => JSON.stringify({ at: AT, event });
  const planned = (after: unknown) =>
    told({
      type: 'change-planned',
      change: { resource: 'key-policy', title: 't', arn: 'a', calls: [], after },
    });
  const DAMAGES: readonly [string, string, RegExp][] = [
    ['half a line', '{"at":"2026-01-01T00:00:00.000Z","event":{"type":"note', /not JSON/],
    ['no event', '[1,2]', /not an event that this kms-lab knows/],
    ['no event, with a time', '{"at":"2026-01-01T00:00:00.000Z","event":null}', /not an event/],
    ['an event of another version', told({ type: 'sang' }), /not an event/],
    ['nothing', 'null', /not an event/],
    ['no time', '{"event":{"type":"note","text":"x"}}', /note, at: /],
    ['no time in format 1', '{"type":"note","text":"x"}', /note, at: /],
    ['a time that is none', '{"at":"noon","event":{"type":"standing","drift":[]}}', /standing, at: /],
    ['a step without a name', told({ type: 'step-started', step: { id: 1 } }), /step\.id: /],
    [
      'a principal nobody knows',
      told({ type: 'matrix', matrix: [{ principal: 'mallory' }] }),
      /matrix\.0\.principal: /,
    ],
    ['a document without statements', planned({ Statement: [null] }), /change\.after\.Statement/],
    ['a document of lists', planned({ Statement: [[]] }), /change\.after\.Statement/],
    ['a line as long as a book', told({ type: 'note', text: 'x'.repeat(2 ** 22) }), /longer than 4 MiB/],
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
    ['of a newer format', '{"version":3,"type":"run-started"}\n', 'ERR_STATE_NEWER', /format 3/],
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

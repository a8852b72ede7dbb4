import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { JsonScreen } from '../../src/cli/hosts/json.ts';
import { openScreen } from '../../src/cli/hosts/open.ts';
import { PlainScreen } from '../../src/cli/hosts/plain.ts';
import { TerminalScreen } from '../../src/cli/hosts/terminal.ts';
import type { LabEvent } from '../../src/contract/event.ts';
import { recordedPlan, recordedRun } from '../report/recorded.ts';
import { fakeStreams } from './streams.ts';

const MANNER = { json: false, summary: false, color: true, verbose: false, quiet: false };
const STEPS = { detail: 'steps', verbose: false, now: () => 0 } as const;
const ERROR = {
  code: 'ERR_ACCESS',
  message: 'IAM refused it.',
  cause: 'AccessDenied: no',
  stack: 'LabError\n    at somewhere',
} as const;

/** A run that an error ended in its second step. */
function broken(): readonly LabEvent[] {
  const run = recordedRun();
  const second = run.findIndex((event) => event.type === 'step-started' && event.step.id === 'strip-decrypt');
  const end = run.at(-1);
  if (end?.type !== 'summary') throw new Error('a recorded run ends with its summary');
  return [
    ...run.slice(0, second + 2),
    { type: 'step-settled', step: 'strip-decrypt', status: 'failed', error: ERROR },
    { ...end, ok: false, exitCode: 1, error: ERROR },
  ];
}

describe('which screen', () => {
  test.each([
    ['--json', { ...MANNER, json: true }, { isTTY: true }, JsonScreen],
    ['a terminal', MANNER, { isTTY: true }, TerminalScreen],
    ['--verbose at a terminal', { ...MANNER, verbose: true }, { isTTY: true }, PlainScreen],
    ['--quiet at a terminal', { ...MANNER, quiet: true }, { isTTY: true }, PlainScreen],
    ['a pipe', MANNER, {}, PlainScreen],
    ['CI', MANNER, { isTTY: true, env: { CI: 'true' } }, PlainScreen],
    ['a dumb terminal', MANNER, { isTTY: true, env: { TERM: 'dumb' } }, PlainScreen],
  ])('%s', async (_where, manner, screen, kind) => {
    expect(await openScreen(manner, fakeStreams(screen))).toBeInstanceOf(kind);
  });
});

describe('JSON', () => {
  test('is the events, one per line, and nothing else', async () => {
    const streams = fakeStreams();
    const screen = new JsonScreen(streams.stdout, MANNER);
    for (const event of recordedRun()) screen.notify(event);
    await screen.close();
    const lines = streams.stdout.text.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(JSON.parse(JSON.stringify(recordedRun())));
    expect(streams.stderr.text).toBe('');
  });

  test('is only the summary when asked', () => {
    const streams = fakeStreams();
    const screen = new JsonScreen(streams.stdout, { ...MANNER, summary: true });
    for (const event of recordedRun()) screen.notify(event);
    expect(JSON.parse(streams.stdout.text)).toMatchObject({ type: 'summary', command: 'run', ok: true });
  });

  test.each([true, false])('has stacks when asked: %s', (verbose) => {
    const streams = fakeStreams();
    const screen = new JsonScreen(streams.stdout, { ...MANNER, verbose });
    for (const event of broken()) screen.notify(event);
    expect(streams.stdout.text.includes('at somewhere')).toBe(verbose);
    expect(streams.stdout.text).toContain('"cause":"AccessDenied: no"');
  });
});

describe('plain lines', () => {
  /** What is on stdout when a command has ended. */
  async function linesOf(events: readonly LabEvent[], manner: ConstructorParameters<typeof PlainScreen>[1]) {
    const streams = fakeStreams({ env: { FORCE_COLOR: '1' } });
    const screen = new PlainScreen(streams, manner);
    for (const event of events) screen.notify(event);
    await screen.close();
    expect(streams.stdout.text).not.toMatch(/(?!\n)\p{Cc}/u);
    expect(streams.stderr.text).toBe('');
    return streams.stdout.text;
  }

  test('are one for each step, and the result at the end', async () => {
    let time = 0;
    const text = await linesOf(recordedRun(), { ...STEPS, now: () => (time += 500) });
    const [before = '', after = ''] = text.split('\n\nThe page says, and AWS does\n');
    expect(before.split('\n')).toEqual([
      expect.stringMatching(/^run on account /),
      '1/7 ✓ Look at the key policy that the key came with (1 check, 0.5 s)',
      '2/7 ✓ Take kms:Decrypt away from the instance role (1 check, 0.5 s)',
      ...[3, 4, 5, 6, 7].map((number) => expect.stringMatching(`^${number}/7 ✓ .* \\(1 check, 0.5 s\\)$`)),
    ]);
    expect(after).toMatch(/Who may do what\n.*run: done/s);
  });

  test('are one for each change and each check with --verbose', async () => {
    const text = await linesOf(recordedRun(), { ...STEPS, detail: 'all' });
    expect(text).toMatch(
      /^run on account .*\nstep strip-decrypt: .*\n {2}changed policy .*\n {2}check passed .*run: done/s,
    );
  });

  test('are the result only with --quiet', async () => {
    const text = await linesOf(recordedRun(), { ...STEPS, detail: 'end' });
    expect(text).toMatch(/^run: done · account [^\n]+\n[^\n]+\n$/);
  });

  test('name the check that failed, and what to type, with --quiet too', async () => {
    const text = await linesOf(recordedRun('corrected', 'strip-decrypt'), { ...STEPS, detail: 'end' });
    expect(text).toMatch(/^✗ The instance role can encrypt\n.*\nrun: a check failed .*\nnext\n/s);
  });

  test('report a wait once it is a long one', async () => {
    const waiting = (elapsedMs: number): LabEvent => ({ type: 'waiting', what: 'the answer', elapsedMs });
    const text = await linesOf([waiting(9000), waiting(12_000), ...recordedRun().slice(-1)], STEPS);
    expect(text.match(/waiting for .*/g)).toEqual(['waiting for the answer (12.0 s)']);
  });

  test('an error goes to stderr, with its cause', async () => {
    const streams = fakeStreams();
    const screen = new PlainScreen(streams, STEPS);
    for (const event of broken()) screen.notify(event);
    await screen.close();
    expect(streams.stderr.text).toBe('\nerror ERR_ACCESS: IAM refused it.\nwhy   AccessDenied: no\n');
  });
});

describe('the live view', () => {
  let before: boolean;
  beforeEach(() => {
    before = process.stdout.isTTY;
    process.stdout.isTTY = true;
  });
  afterEach(() => {
    process.stdout.isTTY = before;
  });

  /** What stays on the screen: everything after the list was last drawn. */
  async function shown(events: readonly LabEvent[]): Promise<string> {
    const streams = fakeStreams({ isTTY: true, env: { NO_COLOR: '1' } });
    const screen = new TerminalScreen(streams, MANNER);
    for (const event of events) screen.notify(event);
    await screen.close();
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal is written to.
    const plain = streams.stdout.text.replace(/\u001B\[[\d;?]*[A-Za-z]/g, '');
    return `${plain.slice(plain.lastIndexOf('Look at the key policy that') - 2)}${streams.stderr.text}`;
  }

  test('of a run ends with every step done, then what is worth reading', async () => {
    const text = await shown(recordedRun());
    const [list = '', report = ''] = text.split('\n\nThe page says, and AWS does');
    expect(list.match(/^✓ /gm)).toHaveLength(7);
    expect(list).toMatch(/✓ Take kms:Decrypt away from the instance role/);
    expect(report).toMatch(/Who may do what\n.*run: done/s);
  });

  test('of a failed check shows which step failed and what was not reached', async () => {
    const text = await shown(recordedRun('corrected', 'strip-decrypt'));
    expect(text).toMatch(
      /✗ Take kms:Decrypt away.*\n +✓ Changed policy KMSWorkshop.*\n +✗ 1 of 1 check failed/,
    );
    expect(text.match(/\(not reached\)/g)).toHaveLength(5);
  });

  test('of an error shows it where it happened, and why at the end', async () => {
    const text = await shown(broken());
    expect(text).toMatch(/✗ Take kms:Decrypt away.*\n +✗ ERR_ACCESS: IAM refused it\./);
    expect(text).toMatch(/\nerror ERR_ACCESS: IAM refused it\.\nwhy {3}AccessDenied: no\n$/);
  });

  test('of a part of the page skips the rest', async () => {
    const stepOf = (event: LabEvent) =>
      'step' in event && event.step && (typeof event.step === 'string' ? event.step : event.step.id);
    const part = recordedPlan().filter((event) =>
      [undefined, false, 'start-web-app'].includes(stepOf(event)),
    );
    const text = await shown(part);
    expect(text.match(/\(not asked for\)/g)).toHaveLength(6);
    expect(text).toMatch(/✓ Start the web app/);
  });
});

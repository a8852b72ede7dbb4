import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CliCommand, Invocation } from '../../src/cli/command.ts';
import { COMMANDS } from '../../src/cli/commands/index.ts';
import { NAME_OPTIONS } from '../../src/cli/options.ts';
import { settingsOf, type Typed } from '../../src/cli/settings.ts';
import { serveSandbox } from '../../src/cli/start-sandbox.ts';
import { ALWAYS_USED, usedRows } from '../../src/cli/used-options.ts';
import { fakeStreams, type } from './streams.ts';

/** A command that lists an option must read it. */

const state = mkdtempSync(join(tmpdir(), 'kms-lab-options-'));
const env = { KMS_LAB_STATE_DIR: state, SHELL: '/bin/true', AWS_CONFIG_FILE: '/nowhere' };
const policy = join(state, 'policy.json');

/** The arguments of each command, so that it gets far enough. */
const GIVEN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'checkpoint show': { id: 'baseline' },
  'checkpoint diff': { from: 'baseline', to: 'after-strip-decrypt' },
  'checkpoint save': { name: 'x' },
  edit: { policy: 'role-policy', file: policy },
  goto: { step: 'strip-decrypt' },
  solve: { step: 'strip-decrypt' },
  rollback: { to: 'baseline' },
  completion: { shell: 'bash' },
  'state copy': { from: mkdtempSync(join(tmpdir(), 'kms-lab-nothing-')), to: 's3://no-such-bucket' },
  report: { out: join(state, 'report.md'), format: 'md' },
  'sandbox serve': { port: '0' },
  'sandbox save': { file: join(state, 'saved.json') },
  'sandbox load': { file: join(state, 'saved.json') },
};
/** Commands that take too long to call here, or that ask at a terminal: their options are searched for in their files. */
const NOT_CALLED = ['selftest', 'step'];
/** They end when they are stopped. */
const SERVES = ['sandbox serve', 'web'];
/** The commands of a room hand their options on, as a copy, to what is done in each account. */
const CALLED = COMMANDS.filter(({ name }) => !NOT_CALLED.includes(name) && !/^(fleet |board$)/.test(name));

beforeAll(async () => {
  const statement = { Effect: 'Allow', Action: 'kms:Encrypt', Resource: '*' };
  writeFileSync(policy, JSON.stringify({ Version: '2012-10-17', Statement: [statement] }));
  await type('run --to strip-decrypt', { env });
});
afterAll(() => rmSync(state, { recursive: true, force: true }));

/** The same, and which members were asked for. */
function watched<T extends object>(of: T, read: Set<string>): T {
  return new Proxy(of, {
    get(target, key) {
      read.add(String(key));
      return Reflect.get(target, key);
    },
  });
}

async function call(command: CliCommand, typed: Typed, read: { options: Set<string>; given: Set<string> }) {
  const streams = fakeStreams({ env, cwd: state });
  const settings = await settingsOf(typed, streams);
  const names = watched(settings.names, read.options);
  const invocation: Invocation = {
    ...{ command: command.name, words: command.name.split(' '), checkpoints: [], typed, streams },
    rest: command.takes?.some(({ rest }) => rest) ? ['true'] : [],
    options: watched({ ...settings, names }, read.options),
    given: watched(GIVEN[command.name] ?? {}, read.given),
    // Probing as the lab’s user, and serving, would take too long.
    signal:
      typed.probeMfa || SERVES.includes(command.name) ? AbortSignal.abort() : new AbortController().signal,
  };
  // Other tests check how it ends.
  await command.act(invocation).catch(() => undefined);
}

/** How a command is called, so that it reaches everything that it may read. */
const CALLS: readonly Typed[] = [
  {},
  { json: true, summary: true, probeMfa: true, yes: true },
  { target: 'aws', profile: 'nobody', account: '111122223333', yes: true },
  { state: 's3://no-such-bucket', yes: true },
];

/** They are part of the AWS CLI’s lines, wherever a command shows one. */
const OF_AWS_LINES: Readonly<Record<string, readonly string[]>> = { explain: ['profile', 'endpointUrl'] };

describe.each(CALLED)('$name', (command) => {
  test('looks at all that it says it takes', async () => {
    const server =
      command.name === 'sandbox env' ? await serveSandbox({ stateDir: state }, { port: 0 }) : undefined;
    const [options, given] = [new Set<string>(), new Set<string>()];
    for (const typed of CALLS) await call(command, typed, { options, given });
    await server?.close();
    const known: readonly string[] = [...ALWAYS_USED, ...(OF_AWS_LINES[command.name] ?? []), ...options];
    expect(usedRows(command).flatMap(({ key }) => (known.includes(key) ? [] : [key]))).toEqual([]);
    const own = [
      ...(command.options ?? []).map(({ key }) => key),
      ...(command.takes ?? []).filter(({ rest }) => !rest).map(({ name }) => name),
    ];
    expect(own.filter((key) => !given.has(key))).toEqual([]);
  });
});

test('one that a command does not look at is found', async () => {
  const read = { options: new Set<string>(), given: new Set<string>() };
  const completion = COMMANDS.find(({ name }) => name === 'completion');
  await call(completion!, {}, read);
  expect([...read.given]).toEqual(['shell']);
  expect(read.options.has('quiet')).toBe(true);
  for (const { key } of NAME_OPTIONS) expect(read.options.has(key)).toBe(false);
});

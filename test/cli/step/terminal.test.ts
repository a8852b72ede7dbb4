import { CreatePolicyVersionCommand, IAMClient } from '@aws-sdk/client-iam';
import { describe, expect, test } from 'vitest';
import { pipeline } from '../../../steps/index.ts';
import { freshState, kmsLab, tell } from '../../end-to-end/kms-lab.ts';
import { configurationOf } from '../../end-to-end/served.ts';
import { type } from '../streams.ts';
import { answers, CTRL_C, CTRL_D, DOWN, ENTER, type Person, sitDown } from './pty.ts';

const steps = pipeline.stages.map(({ step }) => step.id);
const LAST = `after-${steps.at(-1)}`;

const quits = async (person: Person) => {
  await answers(person, 'q');
  return person.leaves();
};

const standsAt = async (stateDir: string) => {
  const { events } = await tell(stateDir, 'status');
  return events.find((event) => event.type === 'standing')?.at;
};

const POLICY = 'arn:aws:iam::111122223333:policy/KMSWorkshop-AdditionalPermissions';

/** A participant at another terminal, who saves a new version of the role's policy. */
async function savesActions(stateDir: string, actions: readonly string[]): Promise<void> {
  const iam = new IAMClient(await configurationOf(stateDir));
  const statement = { Effect: 'Allow', Action: actions, Resource: '*' };
  const document = { Version: '2012-10-17', Statement: [{ Sid: 'VisualEditor0', ...statement }] };
  await iam.send(
    new CreatePolicyVersionCommand({
      PolicyArn: POLICY,
      PolicyDocument: JSON.stringify(document),
      SetAsDefault: true,
    }),
  );
}

const REST = ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:TagResource', 'kms:UntagResource'];

describe('at a terminal', () => {
  test('the whole page by keys, and one step back', async () => {
    const stateDir = freshState();
    const person = sitDown('step', { stateDir });
    for (const _ of steps) await answers(person, 'd');
    await person.sees('The page is done');
    await answers(person, 'back');
    await answers(person, 'y', 'Do that?');
    expect(await quits(person)).toBe(0);
    const screen = await person.screen();
    expect(screen).toContain(`> ${steps[0]}: what now? do it for me`);
    expect(screen).toContain('allowed → denied: the instance role: Decrypt');
    expect(screen).toMatch(/kms-lab step +goes on from here, on any day$/);
    expect(await standsAt(stateDir)).toBe(`after-${steps.at(-2)}`);
  });

  test('the arrow keys choose too, and another day it goes on', async () => {
    const stateDir = freshState();
    const first = sitDown('step', { stateDir });
    await first.sees('then Enter.');
    first.types(DOWN);
    await first.sees('kms-lab watches the account');
    first.types(ENTER);
    await first.sees('now? I do it myself');
    await first.sees('strip-decrypt: what');
    expect(await quits(first)).toBe(0);

    const second = sitDown('step', { stateDir });
    await second.sees('1 of 7 steps are in place.');
    await second.sees('strip-decrypt: what');
    expect(await quits(second)).toBe(0);
  });

  test('keys that come all at once mean what they say, and not what is pointed at', async () => {
    const stateDir = freshState();
    const person = sitDown('step', { stateDir });
    await person.sees('then Enter.');
    person.types(`q${ENTER}${ENTER}${ENTER}`);
    expect(await person.leaves()).toBe(0);
    expect(await standsAt(stateDir)).toBe('baseline');
  });

  test('by hand: a hint for the mistake, then the tick; Ctrl-C while watching brings the question back', async () => {
    const stateDir = freshState();
    const person = sitDown('step', { stateDir });
    await answers(person, 'd');
    await answers(person, 'i');
    await person.sees('Watching for your change');
    person.types(CTRL_C);
    await answers(person, 'my');
    await person.sees('Watching for your change');
    await savesActions(stateDir, ['kms:Decrypt', ...REST.slice(1)]);
    await person.sees('still allows kms:Decrypt');
    await savesActions(stateDir, REST);
    await person.sees('Done: it is as the step wants it');
    await person.sees('start-web-app: what');
    expect(await quits(person)).toBe(0);
    expect(await person.screen()).not.toContain('still allows kms:Decrypt');
    expect(await standsAt(stateDir)).toBe('after-strip-decrypt');
  });

  test('what somebody changes while the question is open is seen before anything is written', async () => {
    const stateDir = freshState();
    const person = sitDown('step', { stateDir });
    await answers(person, 'd');
    await person.sees('strip-decrypt: what');
    await savesActions(stateDir, ['kms:Decrypt']);
    await answers(person, 'd');
    await person.sees('error ERR_DRIFT');
    await person.sees('What somebody changed meanwhile');
    expect(await quits(person)).toBe(0);
    const { events } = await tell(stateDir, 'status');
    const drift = events.flatMap((event) => (event.type === 'standing' ? event.drift : []));
    expect(drift.map(({ resource }) => resource)).toEqual(['role-policy']);
  });

  test.each([
    ['Ctrl-C', CTRL_C, 'Stopped at the question; nothing was changed.'],
    ['the end of the input', CTRL_D, 'The input ended in the middle of the question; nothing was changed.'],
  ])('%s at the question prints the line that resumes, and leaves with 130', async (_what, key, says) => {
    const stateDir = freshState();
    const person = sitDown('step', { stateDir });
    await person.sees('then Enter.');
    person.types(key);
    expect(await person.leaves()).toBe(130);
    expect(await person.screen()).toContain(`${says}\n\n  npx kms-lab step    goes on from here, on any day`);
    expect(await standsAt(stateDir)).toBe('baseline');
  });

  test.each([80, 60, 30])('%i columns hold it, and without colour', async (columns) => {
    const stateDir = freshState();
    await kmsLab(stateDir, 'goto', 'key-policy-mfa');
    const person = sitDown('step', { stateDir, columns });
    await answers(person, 'f');
    await answers(person, 'm');
    await person.sees('an outsider');
    await answers(person, 'h');
    await person.sees('The user userA is not yet as this step wants it.');
    await answers(person, 'h');
    await person.sees('There is no user userA.');
    await answers(person, 'd');
    await person.sees('The page is done');
    expect(await quits(person)).toBe(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal.
    expect(person.written()).not.toMatch(/\u001B\[(?!0?m)[\d;]+m/);
    expect(await standsAt(stateDir)).toBe(LAST);
  });

  test('colours, where nobody minds', async () => {
    const person = sitDown('step', { stateDir: freshState(), env: {} });
    expect(await quits(person)).toBe(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal.
    expect(person.written()).toMatch(/\u001B\[36m> d {2}do it for me/);
  });
});

describe('where nobody can answer', () => {
  test.each([
    ['a pipe', 'step', {}],
    ['CI', 'step', { isTTY: true, env: { CI: 'true' } }],
    ['a dumb terminal', 'step', { isTTY: true, env: { TERM: 'dumb' } }],
    ['--json', 'step --json', { isTTY: true }],
  ])('%s: refused, and told of run', async (_where, line, screen) => {
    const answer = await type(line, {
      ...screen,
      env: { KMS_LAB_STATE_DIR: '/nowhere', ...('env' in screen ? screen.env : {}) },
    });
    expect(answer.exitCode).toBe(2);
    expect(answer.stdout + answer.stderr).toMatch(/ERR_NO_TERMINAL.*kms-lab run/s);
  });
});

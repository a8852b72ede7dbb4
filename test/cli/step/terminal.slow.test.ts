import { existsSync } from 'node:fs';
import { CreatePolicyVersionCommand, DetachRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { describe, expect, test } from 'vitest';
import { pipeline } from '../../../steps/index.ts';
import { kmsLab, tell } from '../../end-to-end/in-process.ts';
import { freshState } from '../../end-to-end/kms-lab.ts';
import { addressFile, configurationOf, serve } from '../../end-to-end/served.ts';
import { type } from '../streams.ts';
import { CTRL_C, CTRL_D, goesOn, KEYS, type Person, presses, SPACE, sitDown } from './pty.ts';

const steps = pipeline.stages.map(({ step }) => step.id);
const LAST = `after-${steps.at(-1)}`;

const quits = async (person: Person) => {
  await presses(person, 'q');
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

/** Parts of what was written, cut at each document: the first step shows one. */
const FROM_STEP_ONE = 2;

const REST = ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:TagResource', 'kms:UntagResource'];

describe('at a terminal', () => {
  test('the whole page with single keys, and one step back', async () => {
    const stateDir = freshState();
    const person = sitDown('step', { stateDir });
    await goesOn(person);
    for (const _ of steps) {
      await presses(person, 'd');
      await goesOn(person);
    }
    await person.sees('The page is done');
    await presses(person, 'b');
    await person.sees('Undoes step 7 key-policy-mfa.');
    person.types('y');
    await goesOn(person);
    expect(await quits(person)).toBe(0);
    const screen = await person.screen();
    expect(screen).toContain('allowed → denied: the instance role: Decrypt');
    expect(screen).not.toContain('Warning');
    expect(screen).toMatch(/kms-lab step +continues from here, on any day$/);
    expect(await standsAt(stateDir)).toBe(`after-${steps.at(-2)}`);
  });

  test('what is shown can be scrolled back to, once', async () => {
    const person = sitDown('step', { stateDir: freshState() });
    await goesOn(person);
    await presses(person, 'g', '?');
    person.types('?');
    await presses(person, 'q');
    await person.leaves();
    const screen = await person.screen();
    expect(screen.match(/Working with Key Policies$/gm)).toHaveLength(2);
    expect(screen.match(/With the AWS CLI/g)).toHaveLength(1);
  });

  test('it continues on another day', async () => {
    const stateDir = freshState();
    await kmsLab(stateDir, 'solve', '1');
    const person = sitDown('step', { stateDir });
    await person.sees('1 of 7 steps is in place.');
    await goesOn(person);
    await person.sees('Step 2 of 7');
    expect(await quits(person)).toBe(0);
  });

  test('a check gives partial credit and passes nothing before everything is right; hints come in grades', async () => {
    const stateDir = freshState();
    const person = sitDown('step', { stateDir });
    await goesOn(person);
    await presses(person, 'd');
    await goesOn(person);
    await presses(person, 'c');
    await person.sees('✗ policy KMSWorkshop-AdditionalPermissions');
    await person.sees('13 checks passed');
    await presses(person, 'h');
    await person.sees('Press h again to see what is different.');
    await presses(person, 'h');
    await person.sees('Press h again for the answer.');
    const shownBefore = person.written().split('"Statement": [').length;
    await presses(person, 'h');
    await person.sees('"Statement": [');
    expect(shownBefore).toBe(FROM_STEP_ONE);
    expect(await standsAt(stateDir)).toBe('after-show-key-policy');
    await savesActions(stateDir, REST);
    await presses(person, 'c');
    await person.sees('Step 2 of 7: Take kms:Decrypt away from the instance role: done');
    await goesOn(person);
    expect(await quits(person)).toBe(0);
    expect(await standsAt(stateDir)).toBe('after-strip-decrypt');
  });

  test('by hand: a hint for the mistake, then the check mark; Ctrl-C while watching returns to the question', async () => {
    const stateDir = freshState();
    await kmsLab(stateDir, 'solve', '1');
    const person = sitDown('step', { stateDir });
    await goesOn(person);
    await presses(person, 'i');
    await person.sees('Watching for your change');
    person.types(CTRL_C);
    await person.sees('Stopped. kms-lab has changed nothing.');
    await person.sees('d do  ');
    await presses(person, 'i');
    await person.sees('Watching for your change');
    await savesActions(stateDir, ['kms:Decrypt', ...REST.slice(1)]);
    await person.sees('Press h again to see what is different.');
    person.types('h');
    await person.sees('still allows kms:Decrypt');
    await savesActions(stateDir, REST);
    await person.sees('Step 2 of 7: Take kms:Decrypt away from the instance role: done');
    expect(await person.shows()).not.toContain('still allows kms:Decrypt');
    await goesOn(person);
    expect(await quits(person)).toBe(0);
    expect(await standsAt(stateDir)).toBe('after-strip-decrypt');
  });

  test('by hand: an earlier mistake gets a hint, beside the guide', async () => {
    const stateDir = freshState();
    await kmsLab(stateDir, 'solve', '1');
    const person = sitDown('step', { stateDir });
    await goesOn(person);
    await person.sees(KEYS);
    await savesActions(stateDir, ['kms:Decrypt', ...REST.slice(1)]);
    person.types('i');
    await person.sees('Press h again to see what is different.');
    person.types('g');
    await person.sees('There is a hint: press h.');
    await person.sees('Space more (1/');
    person.types(SPACE);
    await person.sees('aws iam create-policy-version');
    person.types('h');
    await person.sees('Press h again to see what is different.');
    // The guide names the version that was saved last.
    person.types('g');
    await person.sees('--version-id v2');
    await savesActions(stateDir, ['kms:Decrypt', 'kms:Encrypt']);
    await person.sees('--version-id v3');
    person.types(CTRL_C);
    expect(await quits(person)).toBe(0);
  });

  test('a failed step stays, with its error and “try again”', async () => {
    const stateDir = freshState();
    await kmsLab(stateDir, 'solve', '1');
    const person = sitDown('step', { stateDir });
    await goesOn(person);
    await person.sees('Step 2 of 7');
    const iam = new IAMClient(await configurationOf(stateDir));
    await iam.send(
      new DetachRolePolicyCommand({ RoleName: 'KMSWorkshop-InstanceInitRole', PolicyArn: POLICY }),
    );
    await presses(person, 'd');
    await person.sees('d try again');
    expect(await person.shows()).toMatch(/^Step 2 of 7.*\n\nerror ERR_|failed:/s);
    expect(await quits(person)).toBe(0);
    expect(await person.screen()).not.toContain('The page is done');
  });

  test('a change while the question is open is noticed before anything is written', async () => {
    const stateDir = freshState();
    await kmsLab(stateDir, 'solve', '1');
    const person = sitDown('step', { stateDir });
    await goesOn(person);
    await person.sees('Step 2 of 7');
    await savesActions(stateDir, ['kms:Decrypt']);
    await presses(person, 'd');
    await person.sees('error ERR_DRIFT');
    await person.sees('What changed while the question was open');
    expect(await quits(person)).toBe(0);
    const { events } = await tell(stateDir, 'status');
    const drift = events.flatMap((event) => (event.type === 'standing' ? event.drift : []));
    expect(drift.map(({ resource }) => resource)).toEqual(['role-policy']);
  });

  test.each([
    ['Ctrl-C', CTRL_C, 'Stopped at the question. Nothing was changed.'],
    ['the end of the input', CTRL_D, 'The input ended at the question. Nothing was changed.'],
  ])('%s at the question prints the line that resumes, and leaves with 130', async (_what, key, says) => {
    const stateDir = freshState();
    const person = sitDown('step', { stateDir });
    await goesOn(person);
    await presses(person, key);
    expect(await person.leaves()).toBe(130);
    expect(await person.screen()).toContain(
      `${says}\n\n  npx kms-lab step    continues from here, on any day`,
    );
    expect(await standsAt(stateDir)).toBe('baseline');
  });

  test.each(['at a question', 'while watching'])(
    'a terminal closed %s leaves nothing locked',
    async (when) => {
      const stateDir = freshState();
      await kmsLab(stateDir, 'solve', '1');
      const person = sitDown('step', { stateDir });
      await goesOn(person);
      await person.sees(KEYS);
      if (when === 'while watching') {
        person.types('i');
        await person.sees('Watching for your change');
      }
      await person.hangsUp();
      // A command that reaches the walk's sandbox in its last moment loses it.
      await expect.poll(() => existsSync(addressFile(stateDir))).toBe(false);
      expect((await kmsLab(stateDir, 'solve', '2')).exitCode).toBe(0);
    },
  );

  test('a sandbox that stopped meanwhile is named, with what to type', async () => {
    const stateDir = freshState();
    const served = await serve(stateDir);
    const person = sitDown('step', { stateDir });
    await goesOn(person);
    await person.sees(KEYS);
    await served.stop('SIGTERM');
    person.types('c');
    await person.sees('The sandbox has stopped');
    await person.sees('starts the sandbox again');
    expect(await quits(person)).toBe(0);
    const again = sitDown('step', { stateDir });
    await goesOn(again);
    expect(await quits(again)).toBe(0);
  });

  test('pasted text is not an answer', async () => {
    const person = sitDown('step', { stateDir: freshState() });
    await goesOn(person);
    await presses(person, '\u001B[200~sdq\u001B[201~l');
    await person.sees('▸ 1');
    expect(await quits(person)).toBe(0);
  });
});

describe('screens', () => {
  test.each([
    [80, 24],
    [60, 20],
    [120, 40],
    [30, 16],
  ])('%i by %i: the title is at the top, and nothing scrolls past', async (columns, rows) => {
    const stateDir = freshState();
    await kmsLab(stateDir, 'goto', 'key-policy-mfa');
    const person = sitDown('step', { stateDir, columns, rows });
    await goesOn(person);
    await person.sees(KEYS);
    for (const key of ['f', 'g', 'm', 'h']) {
      person.types(key);
      await person.sees(KEYS);
      const lines = (await person.shows()).split('\n');
      expect(lines[0]).toMatch(/^Step 7 of 7/);
      expect(lines.length).toBeLessThanOrEqual(rows);
      expect(lines.at(-1)).toMatch(/\? all keys$/);
    }
    person.types('d');
    await goesOn(person);
    await person.sees('The page is done');
    expect(await quits(person)).toBe(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal.
    expect(person.written()).not.toMatch(/\u001B\[(?!0?m)[\d;]+m/);
    expect(await standsAt(stateDir)).toBe(LAST);
  });

  test('colors, if the terminal has them', async () => {
    const person = sitDown('step', { stateDir: freshState(), env: {} });
    await goesOn(person);
    expect(await quits(person)).toBe(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal.
    expect(person.written()).toMatch(/\u001B\[36md do/);
  });

  test('ASCII only, if the locale has nothing else', async () => {
    const person = sitDown('step', { stateDir: freshState(), env: { LANG: 'C' } });
    await goesOn(person);
    await presses(person, 'm', 'd');
    await goesOn(person);
    expect(await quits(person)).toBe(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is meant.
    expect(person.written()).not.toMatch(/[^\u0000-\u007F]/);
  });
});

describe.each([
  ['a terminal that moves no cursor', 'step', { TERM: 'dumb' }],
  ['--plain', 'step --plain', {}],
])('in %s', (_where, line, env) => {
  const ASKED = 'then Enter:';

  test('choices have numbers, a letter or a word works, too, and nothing moves', async () => {
    const stateDir = freshState();
    const person = sitDown(line, { stateDir, env });
    await person.sees('1   do it for me (d)');
    await person.sees(ASKED);
    person.types('1\n');
    await person.sees('Step 2 of 7');
    await person.sees(ASKED);
    person.types('99\n');
    await person.sees('“99” does not name one choice.');
    await person.sees(ASKED);
    person.types('h\n');
    await person.sees('Press h again');
    await person.sees(ASKED);
    person.types('quit\n');
    expect(await person.leaves()).toBe(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: nothing that a terminal obeys.
    expect(person.written()).not.toMatch(/\u001B/);
    expect(await standsAt(stateDir)).toBe('after-show-key-policy');
  });

  test('watching shows a hint once, and Enter ends it', async () => {
    const stateDir = freshState();
    await kmsLab(stateDir, 'solve', '1');
    const person = sitDown(line, { stateDir, env });
    await person.sees(ASKED);
    person.types('i\n');
    await person.sees('Enter alone: stop.');
    await savesActions(stateDir, ['kms:Decrypt', ...REST.slice(1)]);
    await person.sees('Press h again');
    person.types('h\n');
    await person.sees('still allows kms:Decrypt');
    person.types('\n');
    await person.sees(ASKED);
    person.types('q\n');
    expect(await person.leaves()).toBe(0);
  });

  test('the end of the input ends it', async () => {
    const person = sitDown(line, { stateDir: freshState(), env });
    await person.sees(ASKED);
    person.types(CTRL_D);
    expect(await person.leaves()).toBe(130);
  });
});

describe('without a user to answer', () => {
  test.each([
    ['a pipe', 'step', {}],
    ['CI', 'step', { isTTY: true, env: { CI: 'true' } }],
  ])('%s: refused, with run as the alternative', async (_where, line, screen) => {
    const answer = await type(line, {
      ...screen,
      env: { KMS_LAB_STATE_DIR: '/nowhere', ...('env' in screen ? screen.env : {}) },
    });
    expect(answer.exitCode).toBe(2);
    expect(answer.stdout + answer.stderr).toMatch(/ERR_NO_TERMINAL.*kms-lab run/s);
  });
});

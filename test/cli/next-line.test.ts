import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/index.ts';
import { ownWords, programOf, sayFor } from '../../src/cli/next-line.ts';

describe('what one types to start the program', () => {
  test.each([
    ['installed', '/usr/local/bin/kms-lab', '/home/me', 'kms-lab'],
    ['installed, on Windows', 'C:\\npm\\node_modules\\kms-lab\\dist\\kms-lab.js', 'C:\\me', 'kms-lab'],
    ['by npx', '/home/me/.npm/_npx/1a2b/node_modules/.bin/kms-lab', '/home/me', 'npx kms-lab'],
    ['from a project', '/home/me/lab/node_modules/.bin/kms-lab', '/home/me/lab', 'npx kms-lab'],
    ['in its own folder', '/home/me/lab/dist/kms-lab.js', '/home/me/lab', 'npx kms-lab'],
    ['from the folder above', '/home/me/lab/dist/kms-lab.js', '/home/me', 'node lab/dist/kms-lab.js'],
    ['from elsewhere', '/my labs/dist/kms-lab.js', '/home/me', "node '/my labs/dist/kms-lab.js'"],
  ])('%s', (_how, started, cwd, program) => {
    expect(programOf({ argv: ['node', started], cwd: () => cwd })).toBe(program);
  });

  test('nothing is known of it', () => expect(programOf({ cwd: () => '/' })).toBe('kms-lab'));
});

const say = (typed: Record<string, unknown>, program = 'kms-lab') => sayFor(program, typed, COMMANDS);

describe('a line to type goes on with what was typed', () => {
  const typed = { target: 'aws', profile: 'lab', account: '111122223333' };
  const same = '--target aws --profile lab --account 111122223333';

  test.each([
    ['kms-lab matrix', `kms-lab matrix ${same}`],
    [
      'kms-lab status shows the difference; kms-lab rollback --to after-show takes it back; kms-lab reset goes home',
      `kms-lab status ${same} shows the difference; kms-lab rollback --to after-show ${same} takes it back; kms-lab reset ${same} goes home`,
    ],
    ['kms-lab run --from a --to b-c', `kms-lab run --from a --to b-c ${same}`],
    ['kms-lab status, then kms-lab run again', `kms-lab status ${same}, then kms-lab run ${same} again`],
    [
      'kms-lab run --target aws --account ACCOUNT_ID --yes',
      'kms-lab run --target aws --account ACCOUNT_ID --yes --profile lab',
    ],
    ['kms-lab solve STEP does one step', `kms-lab solve STEP ${same} does one step`],
    ['look at it: kms-lab checkpoint show mine', `look at it: kms-lab checkpoint show mine ${same}`],
    ['kms-lab checkpoint list', `kms-lab checkpoint list ${same}`],
  ])('%s', (text, told) => expect(say(typed)(text)).toBe(told));

  test.each([
    ['kms-lab explain strip-decrypt', 'kms-lab explain strip-decrypt'],
    ['kms-lab report --list shows them', 'kms-lab report --list --account 111122223333 shows them'],
    ['kms-lab report 1a2b3c4d makes it', 'kms-lab report 1a2b3c4d --account 111122223333 makes it'],
    ['eval "$(kms-lab sandbox env)"', 'eval "$(kms-lab sandbox env)"'],
    ['update kms-lab, or use another file', 'update kms-lab, or use another file'],
    ['this kms-lab knows nothing of it', 'this kms-lab knows nothing of it'],
    ['kms-lab stepwise', 'kms-lab stepwise'],
  ])('but for what it needs not: %s', (text, told) => expect(say(typed)(text)).toBe(told));

  test('an option that the line has already stays as it is there', () => {
    const text = 'kms-lab run --variant corrected leaves a way back';
    expect(say({ variant: 'published' })(text)).toBe(text);
  });

  test('the names of the lab’s things, and words that a shell would take apart', () => {
    expect(
      say({ roleName: 'my-role', stateDir: 'my labs' })('eval "$(kms-lab sandbox env)"; kms-lab run'),
    ).toBe(
      `eval "$(kms-lab sandbox env --state-dir 'my labs')"; kms-lab run --state-dir 'my labs' --role my-role`,
    );
  });

  test('how the sandbox misbehaves, and consent, are for one command', () => {
    const typed = { chaos: 'seed=1', yes: true, allowRoot: true, allowProduction: true, json: true };
    expect(say(typed)('kms-lab run')).toBe('kms-lab run');
  });

  test('where nothing was typed, nothing is added', () => {
    expect(say({}, 'npx kms-lab')('kms-lab run, or kms-lab --help, or kms-lab run --help')).toBe(
      'npx kms-lab run, or npx kms-lab --help, or npx kms-lab run --help',
    );
  });
});

test.each([
  ['run', { to: 'strip-decrypt', onFailure: 'rollback' }, 'run --to strip-decrypt --on-failure rollback'],
  ['solve', { step: 'strip-decrypt' }, 'solve strip-decrypt'],
  ['report', { list: true }, 'report --list'],
  ['run', { plan: 'my plan.json' }, "run --plan 'my plan.json'"],
])('the own words of %s %o', (name, given, line) => {
  expect(ownWords(COMMANDS.find((command) => command.name === name)!, given)).toBe(line);
});

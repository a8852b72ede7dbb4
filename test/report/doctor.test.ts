import { describe, expect, test } from 'vitest';
import type { Examined } from '../../src/contract/examination.ts';
import { commandLine } from '../../src/contract/suggestion.ts';
import { canRun, doctorText, onward } from '../../src/report/doctor.ts';
import type { Style } from '../../src/report/style.ts';

const style = (width: number, color = false): Style => ({ width, color });

const REGION: Examined = {
  id: 'region',
  topic: 'identity',
  title: 'region',
  state: 'fine',
  found: 'us-east-1',
};
const CLOCK: Examined = {
  id: 'clock',
  topic: 'identity',
  title: 'clock',
  state: 'warning',
  found: '100 s ahead of AWS’s; signatures are refused from 5 minutes on',
  remedy: 'set this machine’s clock: sudo timedatectl set-ntp true, or restart what keeps its time',
};
const KEY: Examined = {
  id: 'key',
  topic: 'key',
  title: 'key',
  state: 'broken',
  found: 'There is no key with the alias alias/ImportedCMK in us-east-1.',
  remedy: '--alias NAME, or another --region',
  next: [{ run: ['setup'], why: 'makes it' }],
  missing: true,
};
const STATE: Examined = {
  id: 'key-state',
  topic: 'key',
  title: 'key state',
  state: 'unknown',
  found: 'needs key',
  needs: 'key',
};
const STOPPED: Examined = {
  id: 'instance',
  topic: 'instance',
  title: 'instance',
  state: 'broken',
  found: 'i-0a1b2c3d4e5f60718, by its name KMSWorkshop-Instance: it is stopped',
  next: [{ shell: 'aws ec2 start-instances --instance-ids i-0a1b2c3d4e5f60718', why: 'starts it' }],
};
const SSM: Examined = { ...REGION, id: 'ssm', topic: 'instance', title: 'Systems Manager', found: 'online' };
const ALL = [REGION, CLOCK, KEY, STATE, STOPPED, SSM];

test('a topic has its findings below it, each with its symbol, and its remedy below that', () => {
  expect(doctorText(ALL, style(80))).toBe(`Who you are
  ✓ region           us-east-1
  ! clock            100 s ahead of AWS’s; signatures are refused from 5 minutes
                     on
                     → set this machine’s clock: sudo timedatectl set-ntp true,
                       or restart what keeps its time

The key
  ✗ key              There is no key with the alias alias/ImportedCMK in
                     us-east-1.
                     → --alias NAME, or another --region
                       kms-lab setup
                           makes it
  ? key state        needs key

The instance and its web app
  ✗ instance         i-0a1b2c3d4e5f60718, by its name KMSWorkshop-Instance: it
                     is stopped
                       aws ec2 start-instances \\
                         --instance-ids i-0a1b2c3d4e5f60718
                           starts it
  ✓ Systems Manager  online

2 broken, 1 warning, 1 not looked at, 2 fine.

next
  kms-lab setup     creates what is missing
  kms-lab doctor    examines the account again`);
});

test.each([40, 60, 80, 120])('at %i columns no line is longer, except for a word of a command', (width) => {
  const text = doctorText(ALL, style(width));
  const lines = text.split('\n').filter((line) => !/^ +(aws |--)/.test(line));
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  for (const { title } of ALL) expect(text).toContain(title);
});

test('without a topic’s findings there is no topic', () => {
  expect(doctorText([REGION], style(80))).not.toContain('The key');
});

test('a color says no more than the symbol does', () => {
  const esc = String.fromCharCode(27);
  const colored = doctorText(ALL, style(80, true));
  expect(colored).toContain(`${esc}[31m✗${esc}[39m key`);
  expect(colored.replaceAll(new RegExp(`${esc}\\[\\d+m`, 'g'), '')).toBe(doctorText(ALL, style(80)));
});

describe('what to type next', () => {
  const ACCOUNT: Examined = { ...REGION, id: 'account', next: [{ run: ['run', '--account', '1'] }] };

  test.each<[string, readonly Examined[], readonly string[]]>([
    ['everything is fine', [REGION, SSM], ['kms-lab run']],
    ['what is fine knows better', [REGION, ACCOUNT], ['kms-lab run --account 1']],
    ['there are warnings', [REGION, CLOCK], ['kms-lab run']],
    ['something is missing', [REGION, KEY], ['kms-lab setup', 'kms-lab doctor']],
    ['something is wrong', [REGION, STOPPED], ['kms-lab doctor']],
    ['the first wrong thing comes first', [STOPPED, KEY], ['kms-lab doctor']],
  ])('where %s', (_when, examined, lines) => {
    expect(onward(examined).map((one) => commandLine(one))).toEqual(lines);
  });

  test('what is wrong is named, and its remedy is above', () => {
    expect(doctorText([STOPPED], style(80))).toContain('1 broken, 0 fine. Fix “instance” first');
    expect(doctorText([KEY], style(80))).not.toContain('Fix “key” first');
  });

  test('in the form that this user would have to type', () => {
    const typed = { run: (run: readonly string[]) => ['npx kms-lab', ...run].join(' '), aws: [] };
    expect(doctorText([KEY], { ...style(80), typed })).toContain('  npx kms-lab setup    makes it');
  });
});

test.each([
  ['all is fine', [REGION, SSM], true],
  ['there are warnings', [REGION, CLOCK], true],
  ['something is unknown that nothing builds on', [REGION, { ...SSM, state: 'unknown' }], true],
  ['something is broken', [REGION, KEY], false],
  ['something is unknown that others build on', [{ ...KEY, state: 'unknown' }, STATE], false],
] as const)('if %s, it says whether the lab can run', (_when, examined, can) =>
  expect(canRun(examined)).toBe(can),
);

describe('a sentence is not repeated', () => {
  const refused = (id: string, title: string): Examined => ({
    ...SSM,
    ...{ id, title, state: 'unknown', found: 'GetRole failed: no', remedy: 'ask for it' },
  });

  test('a resource that was refused like another refers to it', () => {
    const text = doctorText([refused('role', 'role'), refused('policy', 'role policy')], style(80));
    expect(text.match(/GetRole failed: no/g)).toHaveLength(1);
    expect(text.match(/ask for it/g)).toHaveLength(1);
    expect(text).toContain('? role policy  as “role”');
  });

  test('results that are fine are each shown', () => {
    const text = doctorText([SSM, { ...SSM, id: 'other', title: 'other' }], style(80));
    expect(text.match(/online/g)).toHaveLength(2);
  });
});

test('what the endpoint lacks cannot be fixed', () => {
  const lacking: Examined = { ...SSM, state: 'unknown', found: 'This endpoint has no SSM.', lacking: true };
  const needing: Examined = { ...STATE, needs: SSM.id };
  const text = doctorText([lacking, needing], style(80));
  expect(text).toContain('This endpoint lacks what “Systems Manager” asks for.');
  expect(text).not.toContain('Fix');
});

import { describe, expect, test } from 'vitest';
import type { Examined } from '../../src/contract/examination.ts';
import { canRun, doctorText, nextOf } from '../../src/report/doctor.ts';
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
  found: 'The account has not a key with the alias alias/ImportedCMK in us-east-1.',
  remedy: 'kms-lab setup makes it; or --alias NAME, or another --region',
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
  remedy: 'aws ec2 start-instances --instance-ids i-0a1b2c3d4e5f60718',
};
const SSM: Examined = { ...REGION, id: 'ssm', topic: 'instance', title: 'Systems Manager', found: 'online' };
const ALL = [REGION, CLOCK, KEY, STATE, STOPPED, SSM];

test('a topic has its findings below it, each with its sign, and its remedy below that', () => {
  expect(doctorText(ALL, style(80))).toBe(`Who you are
  ✓ region           us-east-1
  ! clock            100 s ahead of AWS’s; signatures are refused from 5 minutes
                     on
                     → set this machine’s clock: sudo timedatectl set-ntp true,
                       or restart what keeps its time

The key
  ✗ key              The account has not a key with the alias alias/ImportedCMK
                     in us-east-1.
                     → kms-lab setup makes it; or --alias NAME, or another
                       --region
  ? key state        needs key

The instance and its web app
  ✗ instance         i-0a1b2c3d4e5f60718, by its name KMSWorkshop-Instance: it
                     is stopped
                     → aws ec2 start-instances --instance-ids
                       i-0a1b2c3d4e5f60718
  ✓ Systems Manager  online

2 broken, 1 warning, 1 not looked at, 2 fine. Next: kms-lab setup, which makes
what is missing; then kms-lab doctor again.`);
});

test.each([40, 60, 80, 120])('at %i columns no line is longer', (width) => {
  const text = doctorText(ALL, style(width));
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(width);
  for (const { title } of ALL) expect(text).toContain(title);
});

test('without a topic’s findings there is no topic', () => {
  expect(doctorText([REGION], style(80))).not.toContain('The key');
});

test('a colour says no more than the sign does', () => {
  const esc = String.fromCharCode(27);
  const colored = doctorText(ALL, style(80, true));
  expect(colored).toContain(`${esc}[31m✗${esc}[39m key`);
  expect(colored.replaceAll(new RegExp(`${esc}\\[\\d+m`, 'g'), '')).toBe(doctorText(ALL, style(80)));
});

describe('what to type next', () => {
  test.each([
    ['everything is fine', [REGION, SSM], 'Next: kms-lab run.'],
    ['there are warnings', [REGION, CLOCK], 'Next: kms-lab run.'],
    [
      'something is missing',
      [REGION, KEY],
      'Next: kms-lab setup, which makes what is missing; then kms-lab doctor again.',
    ],
    [
      'something is wrong',
      [REGION, STOPPED],
      'Next: put right “instance” as said above; then kms-lab doctor again.',
    ],
    [
      'the first wrong thing comes first',
      [STOPPED, KEY],
      'Next: put right “instance” as said above; then kms-lab doctor again.',
    ],
  ] as const)('where %s', (_when, examined, next) => expect(nextOf(examined)).toBe(next));

  test('as this person would have to type it', () => {
    const say = (text: string): string => text.replaceAll('kms-lab', 'npx kms-lab');
    expect(doctorText([KEY], { ...style(80), say })).toContain('→ npx kms-lab setup makes it');
  });
});

test.each([
  ['all is fine', [REGION, SSM], true],
  ['there are warnings', [REGION, CLOCK], true],
  ['something is unknown that nothing builds on', [REGION, { ...SSM, state: 'unknown' }], true],
  ['something is broken', [REGION, KEY], false],
  ['something is unknown that others build on', [{ ...KEY, state: 'unknown' }, STATE], false],
] as const)('where %s, it is told whether the lab can run', (_when, examined, can) =>
  expect(canRun(examined)).toBe(can),
);

import { expect, test } from 'vitest';
import { type Agreement, disagreements } from './agree.ts';
import type { Opinion } from './opinion.ts';
import type { Situation } from './situation.ts';

const NOTHING: Opinion = { exitCode: 0, says: '', warns: '', writes: 0, calls: 9 };
const REFUSED: Opinion = { ...NOTHING, exitCode: 3, code: 'ERR_PREDICTED', says: 'it is the Deny “X”' };

const RUNS: Situation = { name: 'it runs', expect: { runs: true } };
const FAILS: Situation = {
  name: 'it fails',
  expect: { runs: false, names: /“X”/, at: 'strip-decrypt' },
};
const WARNED: Situation = { ...RUNS, expect: { runs: true, warns: /material/ } };
const LATER: Situation = { ...FAILS, after: 'strip-decrypt' };
const REFUSED_CHANGE: Situation = {
  ...LATER,
  expect: { ...FAILS.expect, change: true } as Situation['expect'],
};
const OPERATOR: Situation = { ...FAILS, as: async () => ({ user: 'root' }) };
const UNFORESEEN: Situation = {
  ...OPERATOR,
  expect: { ...FAILS.expect, change: true, unforeseen: true } as Situation['expect'],
};

const ran: Agreement = {
  said: {
    doctor: NOTHING,
    plan: { ...NOTHING, exitCode: 4 },
    status: NOTHING,
    verify: NOTHING,
    run: NOTHING,
  },
  afterwards: { status: NOTHING, verify: NOTHING, reset: NOTHING },
  changed: [],
  milliseconds: 1,
};
const refused: Agreement = {
  said: { doctor: { ...REFUSED }, plan: REFUSED, status: NOTHING, verify: NOTHING, run: REFUSED },
  hint: 'another-policy: it is the Deny “X”',
  changed: [],
  milliseconds: 1,
};
const drifted: Agreement = {
  ...refused,
  said: { ...refused.said, status: { ...REFUSED, exitCode: 4 }, verify: REFUSED },
};

/** The agreement with one command that says otherwise. */
const but = (
  agreement: Agreement,
  command: keyof Agreement['said'],
  opinion: Partial<Opinion>,
): Agreement => ({
  ...agreement,
  said: { ...agreement.said, [command]: { ...agreement.said[command], ...opinion } },
});
const afterwards = (command: 'status' | 'verify' | 'reset', opinion: Partial<Opinion>): Agreement => ({
  ...ran,
  afterwards: { ...ran.afterwards!, [command]: { ...NOTHING, ...opinion } },
});

test.each([
  ['it runs', RUNS, ran],
  ['it is warned of', WARNED, but(ran, 'doctor', { warns: 'its material ends' })],
  ['it fails', FAILS, refused],
  ['it fails where it stands', LATER, drifted],
  [
    'its change is refused where it stands',
    REFUSED_CHANGE,
    { ...drifted, said: { ...drifted.said, verify: NOTHING }, hint: '' },
  ],
  [
    'what cannot be known before',
    UNFORESEEN,
    { ...ran, said: { ...ran.said, run: { ...REFUSED, writes: 3 } }, changed: ['policies'] },
  ],
  ['the operator is in the way: no hint is asked for', OPERATOR, { ...refused, hint: '' }],
])('all commands agree: %s', (_, situation, agreement) => {
  expect(disagreements(situation, agreement)).toEqual([]);
});

test.each<[string, Situation, Agreement]>([
  ['doctor says no', RUNS, but(ran, 'doctor', { exitCode: 3 })],
  ['plan says no', RUNS, but(ran, 'plan', { code: 'ERR_DRIFT' })],
  ['run says no', RUNS, but(ran, 'run', { exitCode: 3 })],
  ['status ends with 4', RUNS, but(ran, 'status', { exitCode: 4 })],
  ['verify says no', RUNS, but(ran, 'verify', { exitCode: 3 })],
  ['status after run ends with 4', RUNS, afterwards('status', { exitCode: 4 })],
  ['verify after run ends with 3', RUNS, afterwards('verify', { exitCode: 3 })],
  ['reset ends with 1', RUNS, afterwards('reset', { exitCode: 1 })],
  ['changed: users/userA', RUNS, { ...ran, changed: ['users/userA'] }],
  ['doctor does not warn', WARNED, ran],
  ['doctor says yes', FAILS, but(refused, 'doctor', { exitCode: 0 })],
  ['plan says yes', FAILS, but(refused, 'plan', { exitCode: 4, code: undefined })],
  ['run says yes', FAILS, but(refused, 'run', { exitCode: 0 })],
  ['doctor does not name', FAILS, but(refused, 'doctor', { says: 'something is broken' })],
  ['plan does not name', FAILS, but(refused, 'plan', { says: 'a check fails' })],
  ['run does not name', FAILS, but(refused, 'run', { says: 'a check fails' })],
  ['run wrote 1 times', FAILS, but(refused, 'run', { writes: 1 })],
  ['changed: keys', FAILS, { ...refused, changed: ['keys'] }],
  ['plan refuses with ERR_DRIFT', FAILS, but(refused, 'plan', { exitCode: 4, code: 'ERR_DRIFT' })],
  ['run fails at key-policy-mfa', FAILS, but(refused, 'run', { at: 'key-policy-mfa' })],
  ['verify says no: exit 3', FAILS, but(refused, 'verify', { exitCode: 3 })],
  ['verify says yes: exit 0', LATER, but(drifted, 'verify', { exitCode: 0 })],
  ['verify does not name', LATER, but(drifted, 'verify', { says: '' })],
  ['status ends with 0, not with 4', LATER, but(drifted, 'status', { exitCode: 0 })],
  ['status does not name', LATER, but(drifted, 'status', { says: '' })],
  ['the hint does not name', FAILS, { ...refused, hint: 'not-in-force-yet: wait a little' }],
  ['there is none', FAILS, { ...refused, hint: '' }],
  ['run says yes', UNFORESEEN, ran],
  ['run does not name', UNFORESEEN, but(ran, 'run', { exitCode: 1, says: 'no' })],
  ['doctor has a bug', FAILS, but(refused, 'doctor', { code: 'ERR_INTERNAL' })],
])('one command disagrees: %s', (says, situation, agreement) => {
  const [first = '', ...more] = disagreements(situation, agreement);
  expect(first).toContain(says);
  expect(more).toEqual([]);
});

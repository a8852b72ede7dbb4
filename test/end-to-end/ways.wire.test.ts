import { describe, expect, test } from 'vitest';
import { pipeline } from '../../steps/index.ts';
import { kmsLab, tell } from './in-process.ts';
import { freshState } from './kms-lab.ts';

const steps = pipeline.stages.map(({ step }) => step.id);

const standing = async (state: string) => {
  const { events } = await tell(state, 'status');
  const found = events.find((event) => event.type === 'standing');
  return { at: found?.at, next: found?.next };
};

describe('catching up and going back', () => {
  test('goto, solve and back, from anywhere to anywhere', async () => {
    const state = freshState();
    const goto = await tell(state, 'goto', 'key-policy-role-only');
    expect(goto.summary).toMatchObject({ ok: true, exitCode: 0 });
    expect((await standing(state)).next).toBe('key-policy-role-only');

    const solve = await tell(state, 'solve', 'key-policy-role-only');
    expect(solve.summary.steps).toMatchObject([{ id: 'key-policy-role-only', status: 'applied' }]);
    expect((await standing(state)).at).toBe('after-key-policy-role-only');

    const again = await tell(state, 'solve', 'key-policy-role-only');
    expect(again.summary.writes).toBe(0);

    const back = await tell(state, 'back');
    expect(back.summary).toMatchObject({ ok: true, exitCode: 0 });
    expect((await standing(state)).at).toBe('after-key-policy-account-only');

    const home = await tell(state, 'goto', steps[0]!);
    expect(home.summary).toMatchObject({ ok: true, exitCode: 0 });
    expect((await standing(state)).at).toBe('baseline');
  });

  test('solve says whose access it changed, and what the page gets wrong', async () => {
    const { exitCode, stdout } = await kmsLab(freshState(), 'solve', 'key-policy-account-only');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/The page says, and AWS does.*Who may do what.*solve: done.*kms-lab step/s);
  });

  test.each([
    ['goto strip-decript', 2, 'ERR_UNKNOWN_NAME'],
    ['solve strip-decript', 2, 'ERR_UNKNOWN_NAME'],
    ['back', 2, 'ERR_ORDER'],
    ['goto strip-decrypt --target aws', 5, 'ERR_CONSENT'],
    ['solve strip-decrypt --target aws --yes', 5, 'ERR_CONSENT'],
    ['back --target aws --account 111122223333', 5, 'ERR_CONSENT'],
  ])('%s: exit code %i, %s', async (line, exitCode, code) => {
    const told = await tell(freshState(), ...line.split(' '));
    expect(told.exitCode).toBe(exitCode);
    expect(told.summary).toMatchObject({ writes: 0, error: { code } });
  });
});

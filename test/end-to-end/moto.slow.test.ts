import { describe, expect, test } from 'vitest';
import { MATRIX_ACTIONS } from '../../src/contract/access.ts';
import { WHOLE } from '../sampled.ts';
import { freshState, kmsLab, tell } from './kms-lab.ts';
import { buildWorkshop, hasMoto, makeOperator, openMoto } from './moto.ts';

describe.runIf(WHOLE && hasMoto())('moto, which enforces no policy', () => {
  test('is read, planned for and changed as far as possible, and its decisions never count', async () => {
    const endpoint = await openMoto();
    const env = await buildWorkshop(endpoint);
    const state = freshState();
    const onMoto = ['--target', 'aws', '--endpoint-url', endpoint] as const;
    const consent = ['--account', '123456789012', '--yes'] as const;

    const { exitCode, stdout } = await kmsLab(state, env, 'matrix', ...onMoto);
    expect({ exitCode, stdout: stdout.replace(/\s+/g, ' ') }).toEqual({
      exitCode: 0,
      stdout: expect.stringContaining('! The target does not enforce policies: it'),
    });
    expect(stdout).toMatch(/the operator +✓ allowed\? +✓ allowed\? +✓ allowed\? +✓ allowed~/);

    const plan = await tell(state, env, 'plan', ...onMoto);
    expect(plan.summary).toMatchObject({ exitCode: 4, writes: 0 });
    expect(plan.summary.steps[1]?.changes).toHaveLength(1);

    const run = await tell(state, env, 'run', '--to', 'strip-decrypt', ...onMoto, ...consent);
    expect(run.summary).toMatchObject({ ok: true, exitCode: 0 });
    const checks = run.summary.steps.flatMap((step) => step.checks);
    const asked = checks.filter(({ expected }) => MATRIX_ACTIONS.some((action) => expected.includes(action)));
    expect(asked.length).toBeGreaterThan(5);
    expect(new Set(asked.map(({ evidence }) => evidence))).toEqual(new Set(['evaluated']));
    const ofOperator = asked.find(({ id }) => id === 'operator-can-use-the-key');
    expect(ofOperator?.observed).toContain('The target does not enforce policies.');

    const reset = await tell(state, env, 'reset', ...onMoto, ...consent);
    expect(reset.summary).toMatchObject({ ok: true, exitCode: 0 });
  });

  test('is set up, run as far as possible, reset and torn down with the lines of docs/moto.md', async () => {
    const endpoint = await openMoto();
    const env = await makeOperator(endpoint);
    const state = freshState();
    const onMoto = (...words: readonly string[]) =>
      tell(state, env, ...words, '--target', 'aws', '--endpoint-url', endpoint, ...consent);
    const consent = ['--account', '123456789012', '--yes'];

    expect(await onMoto('setup')).toMatchObject({ exitCode: 0 });
    expect((await onMoto('setup')).summary).toMatchObject({ ok: true, writes: 0 });

    const run = await onMoto('run');
    expect(run.summary).toMatchObject({ exitCode: 1, error: { code: 'ERR_ENDPOINT' } });
    expect(run.summary.error?.message).toMatch(/^This endpoint has no working SendCommand: /);
    const statuses = run.summary.steps.map(({ status }) => status);
    expect(statuses.slice(0, 3)).toEqual(['applied', 'applied', 'failed']);

    expect(await onMoto('reset')).toMatchObject({ exitCode: 0 });
    expect(await onMoto('teardown')).toMatchObject({ exitCode: 0 });
  });
});

import { describe, expect, test } from 'vitest';
import { ACTIONS } from '../../src/contract/access.ts';
import { freshState, kmsLab, tell } from './kms-lab.ts';
import { buildWorkshop, hasMoto, openMoto } from './moto.ts';

describe.skipIf(!hasMoto())('moto, which enforces no policy', () => {
  test('is looked at, planned for and changed as far as it goes, and never believed', async () => {
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
    const asked = checks.filter(({ expected }) => ACTIONS.some((action) => expected.includes(action)));
    expect(asked.length).toBeGreaterThan(5);
    expect(new Set(asked.map(({ evidence }) => evidence))).toEqual(new Set(['evaluated']));
    const ofOperator = asked.find(({ id }) => id === 'operator-can-use-the-key');
    expect(ofOperator?.observed).toContain('The target does not enforce policies.');

    const reset = await tell(state, env, 'reset', ...onMoto, ...consent);
    expect(reset.summary).toMatchObject({ ok: true, exitCode: 0 });
  }, 90_000);
});

import type { Variant } from '../../contract/facts.ts';
import type { CliCommand } from '../command.ts';
import { bareSummary } from '../empty-summary.ts';
import { OUTPUT } from '../used-options.ts';

const VARIANTS = ['corrected', 'published'] as const satisfies readonly Variant[];

export const selftestCommand: CliCommand = {
  name: 'selftest',
  does: 'prove the checks, in about half a minute: on a sandbox of its own, never on your account',
  uses: OUTPUT,
  examples: [{ type: 'kms-lab selftest', does: 'exit code 3 when a check proves nothing' }],
  async act(invocation) {
    const { options, streams, signal } = invocation;
    const [{ openBench }, { runSelftest }, { isProven }, { hintFor }, { selftestText }, { openScreen }] =
      await Promise.all([
        import('../open-bench.ts'),
        import('../../selftest/selftest.ts'),
        import('../../contract/selftest.ts'),
        import('../../hints/index.ts'),
        import('../../report/selftest.ts'),
        import('../hosts/open.ts'),
      ]);
    const results = await Promise.all(
      VARIANTS.map(async (variant) => {
        const { bench, close } = await openBench(variant, signal);
        return runSelftest(bench, hintFor).finally(close);
      }),
    );
    const result = {
      checks: results.flatMap(({ checks }) => checks),
      slips: results.flatMap(({ slips }) => slips),
      mutants: results.flatMap(({ mutants }) => mutants),
    };
    const exitCode = isProven(result) ? 0 : 3;
    const screen = await openScreen(options, streams);
    screen.answer(
      {
        records: [
          ...result.checks.map((proof) => ({ type: 'check-proof', ...proof })),
          ...result.slips.map((proof) => ({ type: 'mistake-proof', ...proof })),
          ...result.mutants.map((proof) => ({ type: 'mutant-proof', ...proof })),
        ],
        text: (style) => selftestText(result, style),
      },
      bareSummary(invocation, { exitCode }),
    );
    await screen.close();
    return exitCode;
  },
};

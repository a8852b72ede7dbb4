import type { CliCommand } from '../command.ts';
import { LAB } from '../used-options.ts';

export const doctorCommand: CliCommand = {
  name: 'doctor',
  does: 'whether the lab can run on the account, and what to do if it cannot; changes nothing',
  uses: LAB,
  examples: [
    { type: 'kms-lab doctor --target aws --profile workshop', does: 'before anything else, on an account' },
    { type: 'kms-lab doctor --json', does: 'one record for each thing that was examined' },
  ],
  async act(invocation) {
    const { options, streams, command } = invocation;
    const [{ openDoctor }, { openScreen }, { canRun, doctorText }, { bareSummary }] = await Promise.all([
      import('../open-lab.ts'),
      import('../hosts/open.ts'),
      import('../../report/doctor.ts'),
      import('../empty-summary.ts'),
    ]);
    const screen = await openScreen(options, streams);
    const doctor = await openDoctor(options, command);
    try {
      const { examined, ...about } = await doctor.examine();
      // The examinations are checks of the account, and this exit code says that one failed.
      const exitCode = canRun(examined) ? 0 : 3;
      screen.answer(
        {
          records: examined.map((each) => ({ type: 'examination', ...each })),
          text: (style) => doctorText(examined, style),
        },
        bareSummary(invocation, { ...about, exitCode }),
      );
      await screen.close();
      return exitCode;
    } finally {
      await doctor.close();
    }
  },
};

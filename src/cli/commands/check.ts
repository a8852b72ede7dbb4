import type { PrincipalId } from '../../contract/access.ts';
import { LabError } from '../../contract/errors.ts';
import type { Argument, CliCommand, Invocation } from '../command.ts';
import { canAsk } from '../streams.ts';
import { OBSERVES } from '../used-options.ts';
import { lookAtAccount } from '../with-account.ts';

/** The step that a person takes. */
export const STEP_TAKEN: Argument = {
  name: 'step',
  does: 'the step: its name, or its number; by default, the one you are at',
  optional: true,
  namesStep: true,
};

export const checkCommand: CliCommand = {
  name: 'check',
  does: 'check what you did, condition by condition; pass the step if all is right',
  uses: OBSERVES,
  takes: [STEP_TAKEN],
  options: [
    {
      key: 'quiz',
      flags: '--quiz',
      does: 'ask you first who may decrypt now, and say which of your answers are right, and why',
    },
  ],
  examples: [
    { type: 'kms-lab check', does: 'exit code 3 when a check failed, 4 when something is missing' },
    { type: 'kms-lab check 2 --json', does: 'the second step, for a script' },
  ],
  async act(invocation) {
    const { step, quiz } = invocation.given;
    const ask = quiz === undefined ? undefined : await questionOf(invocation);
    return lookAtAccount(invocation, async (session, { check, indexOfStep }) => {
      if (ask && step !== undefined) indexOfStep(session.pipeline, step);
      return check(session, { step, said: await ask?.() });
    });
  },
};

/** Throws `ERR_NO_TERMINAL` if there is no user to answer. */
async function questionOf({
  words,
  options,
  streams,
  signal,
}: Invocation): Promise<() => Promise<readonly PrincipalId[]>> {
  if (options.json || !canAsk(streams)) {
    throw new LabError('ERR_NO_TERMINAL', '--quiz asks a question. Run it in a terminal, without --json.', {
      next: [{ run: words.filter((word) => word !== '--quiz'), why: 'checks without asking' }],
    });
  }
  const [{ askForSome }, { QUIZ_QUESTION }] = await Promise.all([
    import('../ask-for-some.ts'),
    import('../step/quiz.ts'),
  ]);
  return () => askForSome(QUIZ_QUESTION, { streams, signal });
}

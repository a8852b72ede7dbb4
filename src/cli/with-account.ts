import type { ExitCode } from '../contract/errors.ts';
import type { Summary } from '../contract/event.ts';
import type { KeptPart } from '../engine/checkpoints.ts';
import type { CommandSession } from '../engine/session.ts';
import type { Style } from '../report/style.ts';
import type { Invocation } from './command.ts';
import { bareSummary } from './empty-summary.ts';
import type { OutputScreen, PrintedAnswer } from './hosts/screen.ts';
import type { OpenedLab } from './open-lab.ts';
import { styleOf } from './streams.ts';

type Engine = typeof import('../engine/index.ts');

/** What a command that writes would do, shown to the user who has to agree. */
export type Preview = (session: CommandSession, style: Style) => Promise<string>;

/** `confirmed`: the user has just agreed to what restoring the checkpoint would change. */
type Work = (session: CommandSession, engine: Engine, confirmed: boolean) => Promise<Summary>;

/**
 * Opens the account, reads it, shows the result, and closes everything again. Probing as the lab's user creates
 * credentials, and the user has to agree to that.
 */
export const lookAtAccount = (invocation: Invocation, work: Work): Promise<ExitCode> =>
  invocation.options.probeMfa
    ? changeAccount(invocation, probePreview, work)
    : withAccount(invocation, async ({ session, objections }, engine) => {
        const { noteOfObjection } = await import('./consent.ts');
        for (const objection of objections) session.host.notify(noteOfObjection(objection));
        return (await work(session, engine, false)).exitCode;
      });

const probePreview: Preview = async ({ lab: { facts } }) =>
  `To probe as ${facts.userName}, kms-lab creates an access key and a virtual MFA device for it, and removes them again.`;

/**
 * The same for a command that writes: on a real account, the user has to agree. `shown`: they have seen the changes.
 * `restores`: the checkpoint that is restored, if it is not the baseline.
 */
export async function changeAccount(
  invocation: Invocation,
  preview: Preview,
  work: Work,
  { shown = false, restores }: { readonly shown?: boolean; readonly restores?: string | undefined } = {},
): Promise<ExitCode> {
  const { words, options, streams } = invocation;
  const { consentTo, askForConsent, heed, isAsked } = await import('./consent.ts');
  const consent = consentTo({ words, options, shown }, streams);
  return withAccount(invocation, async ({ session, objections }, engine) => {
    for (const note of heed(objections)) session.host.notify(note);
    let confirmed = false;
    if (isAsked(invocation)) {
      const { confirmCheckpoints } = await import('./confirm-checkpoints.ts');
      confirmed = await confirmCheckpoints(session, invocation, restores);
    }
    if (consent === 'ask') {
      const style = styleOf(streams.stdout, streams, options.color);
      await askForConsent(session, await preview(session, style), streams);
    }
    return (await work(session, engine, confirmed)).exitCode;
  });
}

/** The same for a question that the engine answers with a value instead of events. */
export const askAccount = (
  invocation: Invocation,
  question: (session: CommandSession, engine: Engine) => Promise<PrintedAnswer>,
): Promise<ExitCode> =>
  withAccount(invocation, async ({ session }, engine, screen) => {
    const answer = await question(session, engine);
    screen.answer(answer, bareSummary(invocation, session.lab));
    return 0;
  });

/** The same for a question about what was kept of the account: answers even if the operator may not look at it. */
export async function askKept(
  invocation: Invocation,
  question: (kept: KeptPart, engine: Engine) => Promise<PrintedAnswer>,
): Promise<ExitCode> {
  const { command, options, streams } = invocation;
  const [{ openKept }, engine, { openScreen }] = await Promise.all([
    import('./open-lab.ts'),
    import('../engine/index.ts'),
    import('./hosts/open.ts'),
  ]);
  const screen = await openScreen(options, streams);
  const { kept, facts, counts, close } = await openKept(options, command, screen);
  try {
    screen.answer(await question(kept, engine), bareSummary(invocation, { facts, counts }));
    await screen.close();
    return 0;
  } finally {
    await close();
  }
}

/** Opens the account for some work, and closes everything again. */
export async function withAccount(
  { command, options, checkpoints, streams, signal }: Invocation,
  work: (lab: OpenedLab, engine: Engine, screen: OutputScreen) => Promise<ExitCode>,
): Promise<ExitCode> {
  const [{ openLab }, engine, { openScreen }] = await Promise.all([
    import('./open-lab.ts'),
    import('../engine/index.ts'),
    import('./hosts/open.ts'),
  ]);
  const screen = await openScreen(options, streams);
  signal.addEventListener('abort', () => screen.notify({ type: 'note', text: STOPPING }), { once: true });
  const lab = await openLab(options, command, screen, signal, { checkpoints });
  try {
    const exitCode = await work(lab, engine, screen);
    await screen.close();
    return exitCode;
  } finally {
    await lab.close();
  }
}

const STOPPING = 'Stopping after the write in progress; Ctrl-C again ends at once.';

/** An answer that needs no open account. */
export async function answerOffline(invocation: Invocation, answer: PrintedAnswer): Promise<ExitCode> {
  const { openScreen } = await import('./hosts/open.ts');
  const screen = await openScreen(invocation.options, invocation.streams);
  screen.answer(answer, bareSummary(invocation, {}));
  await screen.close();
  return 0;
}

import type { ExitCode } from '../contract/errors.ts';
import type { Facts } from '../contract/facts.ts';
import type { PartResult, SetupWishes } from '../contract/workshop.ts';
import { noteOf } from '../engine/recorder.ts';
import type { WorkshopOutcome, WorkshopSession } from '../engine/setup.ts';
import type { Invocation } from './command.ts';
import { bareSummary } from './empty-summary.ts';
import type { OutputScreen } from './hosts/screen.ts';
import { styleOf } from './streams.ts';

interface Ways {
  /** What would be done. */
  plan(session: WorkshopSession): Promise<readonly PartResult[]>;
  /** Called with the plan once the user has agreed to it. */
  work(session: WorkshopSession): Promise<WorkshopOutcome>;
  /** Asks for further consent before anything is written. */
  settle?(session: WorkshopSession): Promise<void>;
  /** `What setup would make` */
  readonly title: string;
  /** It removes something: on the sandbox, a user at a terminal is asked as well. */
  readonly undoes?: boolean;
}

const isPending = ({ status }: PartResult): boolean => status === 'missing' || status === 'removable';

/**
 * Opens the account without looking for the lab in it, shows what would be done, does it if the user agrees, and
 * reports each part when it is done.
 */
export async function onWorkshop(
  invocation: Invocation,
  wishes: SetupWishes,
  { plan, work, settle, title, undoes = false }: Ways,
): Promise<ExitCode> {
  const { command, words, options, streams, given, signal } = invocation;
  const dryRun = given.dryRun !== undefined;
  const [
    { consentTo, askForConsent, heed, isAskedOnSandbox, noteOfObjection },
    { openSetup },
    { partsText },
  ] = await Promise.all([import('./consent.ts'), import('./open-lab.ts'), import('../report/parts.ts')]);
  const consent = dryRun ? 'given' : consentTo({ words, options }, streams);
  const screen = await openLines(invocation);
  const opened = await openSetup(options, command, screen, signal, wishes);
  const { session, facts, counts, objections } = opened;
  try {
    for (const note of dryRun ? objections.map(noteOfObjection) : heed(objections)) screen.notify(note);
    const isAsked = !dryRun && undoes && isAskedOnSandbox(invocation);
    const planned = dryRun || isAsked || consent === 'ask' ? await plan(session) : [];
    const style = styleOf(streams.stdout, streams, options.color);
    if (consent === 'ask') {
      await askForConsent({ command, lab: { facts }, signal }, partsText(title, planned, style), streams);
    }
    if (isAsked && planned.some(isPending)) {
      const { askToUndo } = await import('./ask-to-undo.ts');
      await askToUndo((shown) => partsText(title, planned, shown), invocation);
    }
    if (!dryRun) await settle?.(session);
    const outcome: WorkshopOutcome = dryRun ? tellPlan(screen, planned) : await work(session);
    const { parts, error } = outcome;
    const pending = dryRun && parts.some(isPending);
    const exitCode = error?.exitCode ?? (pending ? 4 : 0);
    const summary = bareSummary(invocation, {
      facts: facts as Facts,
      counts,
      exitCode,
      ...(error ? { error: noteOf(error) } : {}),
    });
    screen.notify({ type: 'summary', ...summary, parts });
    await screen.close();
    return exitCode;
  } finally {
    await opened.close();
  }
}

function tellPlan(screen: OutputScreen, parts: readonly PartResult[]): WorkshopOutcome {
  for (const part of parts) screen.notify({ type: 'part-settled', part });
  return { parts };
}

/** A line per part, on a terminal too, because there may be minutes between them. */
async function openLines({ options, streams }: Invocation): Promise<OutputScreen> {
  const [{ JsonScreen }, { PlainScreen, detailOf }] = await Promise.all([
    import('./hosts/json.ts'),
    import('./hosts/plain.ts'),
  ]);
  return options.json
    ? new JsonScreen(streams.stdout, { ...options, typed: streams.typed })
    : new PlainScreen(streams, { detail: detailOf(options), verbose: options.verbose });
}

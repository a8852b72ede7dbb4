import type { AccessMatrix } from '../contract/access.ts';
import type { ErrorNote, EventOf } from '../contract/event.ts';
import type { Journal, JournalLine } from '../contract/journal.ts';
import type { Change } from '../contract/resource.ts';
import type { StepFace } from '../contract/step.ts';
import { outcomeOf } from './cell.ts';
import { hintWords } from './hint-words.ts';
import { type JournalAttempt, type JournalPart, journalEventsOf, partsOf } from './journal-parts.ts';
import { momentsOf } from './moments.ts';
import { progressOf } from './progress.ts';
import type {
  KnownMatrix,
  Passage,
  Story,
  StoryAttempt,
  StoryChange,
  StoryCheck,
  StoryError,
  StoryHint,
  StoryMatrix,
  StoryStatus,
  StoryStep,
} from './report-model.ts';

/** The parts of a step that a journal does not have. */
export type Face = Pick<StepFace, 'id' | 'title' | 'section' | 'guide'>;

interface Beside {
  /** The steps that this kms-lab knows, in the order of the page. */
  readonly faces?: readonly Face[];
  /** The participant's name. */
  readonly name?: string | undefined;
  /** What earlier runs know about a step: see `last-matrices.ts`. */
  readonly known?: ReadonlyMap<string, KnownMatrix>;
}

/** Turns a journal into a report model, with a chapter per step. A journal of several commands becomes one report. */
export function tellStory(journal: Journal, { faces = [], name, known = new Map() }: Beside = {}): Story {
  const { run, lines, damage } = journal;
  const begun = journalEventsOf(lines, 'run-started')[0];
  const ended = journalEventsOf(lines, 'summary').at(-1);
  const since = ({ at }: Pick<JournalLine, 'at'>): number =>
    Math.max(0, Date.parse(at) - Date.parse(run.startedAt));
  const parts = partsOf(lines);
  return {
    version: 2,
    run: run.id,
    command: run.command,
    target: run.target,
    accountId: run.accountId,
    region: run.region,
    ...(name === undefined ? {} : { name }),
    ...(begun ? { operator: operatorOf(begun), key: keyOf(begun) } : {}),
    variant: (begun ?? ended)?.variant,
    startedAt: run.startedAt,
    durationMs: Math.max(0, ...lines.map(since)),
    // If the last part has no summary, it was cut off, whatever came before it.
    ...(ended && parts.at(-1)?.lines.some(({ event }) => event === ended) ? { ending: endingOf(ended) } : {}),
    steps: chapters(parts, { faces, known }, since),
    aside: asideOf(parts),
    moments: momentsOf(lines, since),
    damage,
  };
}

type Since = (line: Pick<JournalLine, 'at'>) => number;

function chapters(
  parts: readonly JournalPart[],
  { faces, known }: Required<Omit<Beside, 'name'>>,
  since: Since,
): readonly StoryStep[] {
  const tried = parts.flatMap((part) => part.attempts);
  if (tried.length === 0) return [];
  const attempts = tried.filter((attempt) => !isPassedOver(attempt));
  const page = pageOf(parts, faces);
  const progress = progressOf(
    parts,
    page.map(({ id }) => id),
  );
  // Before the first step: where a plan starts.
  let before: AccessMatrix = journalEventsOf(parts[0]?.aside ?? [], 'matrix')[0]?.matrix ?? [];
  return page.map((face) => {
    const own = attempts.filter(({ step }) => step === face.id);
    const told = own.flatMap(({ lines }) => journalEventsOf(lines, 'matrix')).at(-1);
    const status = progress.get(face.id) ?? 'not-reached';
    const lastKnown = !told && status === 'unchanged' ? known.get(face.id) : undefined;
    const step = chapter(face, { own, status, before, told, since });
    before = (told?.matrix ?? lastKnown?.cells) || before;
    return lastKnown ? { ...step, lastKnown } : step;
  });
}

/** A step that a run found in place, on its way to another: nothing was written, and nothing checked. */
const isPassedOver = ({ lines }: JournalAttempt): boolean =>
  journalEventsOf(lines, 'step-settled').some(({ status }) => status === 'unchanged') &&
  journalEventsOf(lines, 'check-settled').length + journalEventsOf(lines, 'matrix').length === 0;

/** The steps of the page, from the journal; otherwise, as this kms-lab knows them. */
function pageOf(parts: readonly JournalPart[], faces: readonly Face[]): readonly PageStep[] {
  const lines = parts.flatMap((part) => part.lines);
  const told = journalEventsOf(lines, 'run-started')[0]?.steps;
  const page: readonly PageStep[] = told ?? faces.map(({ id, title }) => ({ id, title }));
  const tried = parts.flatMap(({ attempts }) => attempts.map(({ step }) => step));
  const others = new Set(tried.filter((id) => !page.some((step) => step.id === id)));
  return [...page, ...[...others].map((id) => ({ id, title: id }))].map((step) => ({
    ...faces.find(({ id }) => id === step.id),
    ...step,
  }));
}

type PageStep = Pick<Face, 'id' | 'title'> & Partial<Face>;

interface Told {
  readonly own: readonly JournalAttempt[];
  readonly status: StoryStatus;
  readonly before: AccessMatrix;
  readonly told: EventOf<'matrix'> | undefined;
  readonly since: Since;
}

/** The results of the last attempts, and every attempt. */
function chapter(
  { id, title, section, guide }: PageStep,
  { own, status, before, told, since }: Told,
): StoryStep {
  const attempts = own.map((attempt) => attemptOf(attempt, since));
  const lines = own.flatMap((attempt) => attempt.lines);
  const shown = journalEventsOf(lines, 'step-showed').at(-1)?.text;
  const error = attempts.at(-1)?.error;
  const findings = new Map(journalEventsOf(lines, 'finding').map(({ finding }) => [finding.id, finding]));
  return {
    id,
    title,
    ...(section && guide ? { section, why: guide.why } : {}),
    status,
    ...(error ? { error } : {}),
    ...(shown === undefined ? {} : { shown }),
    findings: [...findings.values()],
    changes: lastingChanges(attempts),
    checks: attempts.findLast(({ checks }) => checks.length > 0)?.checks ?? [],
    ...(told ? { matrix: compared(told, before) } : {}),
    notes: [...new Set(attempts.flatMap(({ notes }) => notes))],
    attempts,
  };
}

function attemptOf({ by, lines }: JournalAttempt, since: Since): StoryAttempt {
  const settled = journalEventsOf(lines, 'step-settled').at(-1);
  const quiz = journalEventsOf(lines, 'quiz').at(-1);
  return {
    by,
    status: settled?.status ?? (isOnlyHinted(lines) ? 'hinted' : 'unfinished'),
    ...(settled?.error ? { error: withoutStack(settled.error) } : {}),
    hints: lines.flatMap(({ at, event }) => (event.type === 'hint' ? [hintOf(event, since({ at }))] : [])),
    conditions: journalEventsOf(lines, 'condition').map(({ condition, met, observed }) => ({
      condition,
      met,
      ...(observed === undefined ? {} : { observed }),
    })),
    ...(quiz ? { quiz: { said: quiz.said, cells: quiz.cells } } : {}),
    ...(settled?.waitedMs === undefined ? {} : { waitedMs: settled.waitedMs }),
    from: since(lines[0]),
    to: since(lines.at(-1) ?? lines[0]),
    ...passageOf(lines),
  };
}

const isOnlyHinted = (lines: readonly JournalLine[]): boolean =>
  lines.every(({ event }) => event.type === 'hint');

/** What to type is shown with the last grade only. */
function hintOf({ hint, grade }: EventOf<'hint'>, at: number): StoryHint {
  const words = hintWords(hint, grade);
  const { id, next } = hint;
  return { id, text: words.join(' '), ...(next && words.length > 1 ? { next } : {}), at };
}

/** Every change that was made, once; of the changes that were only intended, the last attempt's. */
function lastingChanges(attempts: readonly StoryAttempt[]): readonly StoryChange[] {
  const made = new Map<string, StoryChange>();
  for (const change of attempts.flatMap(({ changes }) => changes)) {
    const { arn, before, after } = change;
    if (change.applied) made.set(JSON.stringify([arn, before, after]), change);
  }
  const intended = (attempts.at(-1)?.changes ?? []).filter(({ applied }) => !applied);
  return [...made.values(), ...intended];
}

/** Everything that names no step, and what prevented a command of a walk from reaching one. */
function asideOf(parts: readonly JournalPart[]): Passage {
  const lines = parts.flatMap(({ aside }) => aside);
  const refusals = parts
    .slice(0, -1)
    .filter(({ attempts }) => attempts.length === 0)
    .flatMap(({ aside }) => journalEventsOf(aside, 'summary').flatMap(({ error }) => error?.message ?? []));
  const passage = passageOf(lines);
  const checks = new Map(passage.checks.map((check) => [check.id, check]));
  const matrices = parts.flatMap((part) => journalEventsOf(part.lines, 'matrix'));
  const last = journalEventsOf(lines, 'matrix').at(-1);
  const before = last && matrices[matrices.indexOf(last) - 1];
  return {
    changes: passage.changes,
    checks: [...checks.values()],
    ...(last ? { matrix: compared(last, before?.matrix ?? []) } : {}),
    notes: [...passage.notes, ...refusals],
  };
}

const passageOf = (lines: readonly JournalLine[]): Omit<Passage, 'matrix'> => ({
  changes: changesOf(lines),
  checks: journalEventsOf(lines, 'check-settled').map(
    ({ check, verdict, looks }): StoryCheck => ({ ...check, ...verdict, looks }),
  ),
  notes: journalEventsOf(lines, 'note').map(({ text }) => text),
});

/** A change is planned, then applied. If only one of the two lines can be read, that line counts. */
function changesOf(lines: readonly JournalLine[]): readonly StoryChange[] {
  const open: Change[] = [];
  const told: StoryChange[] = [];
  for (const { event } of lines) {
    if (event.type === 'change-planned') open.push(event.change);
    if (event.type === 'change-applied') {
      const planned = open.findIndex(({ arn }) => arn === event.change.arn);
      if (planned >= 0) open.splice(planned, 1);
      told.push({ ...event.change, applied: true });
    }
  }
  return [...told, ...open.map((change) => ({ ...change, applied: false }))];
}

/** A matrix, with its differences from the one before. */
function compared({ matrix, predictedOnly = false }: EventOf<'matrix'>, before: AccessMatrix): StoryMatrix {
  const cells = matrix.map((cell) => {
    const old = before.find(
      ({ principal, action }) => principal === cell.principal && action === cell.action,
    );
    const moved = old && outcomeOf(old) !== outcomeOf(cell);
    return moved ? { ...cell, was: outcomeOf(old) } : cell;
  });
  return { cells, predictedOnly };
}

const withoutStack = ({ stack: _, ...error }: ErrorNote): StoryError => error;

const endingOf = ({ ok, exitCode, calls, writes, error }: EventOf<'summary'>): Story['ending'] => ({
  ok,
  exitCode,
  calls,
  writes,
  ...(error ? { error: withoutStack(error) } : {}),
});

const operatorOf = ({ facts: { operator } }: EventOf<'run-started'>): string =>
  'arn' in operator ? operator.arn : operator.kind;

const keyOf = ({ facts: { key } }: EventOf<'run-started'>): Story['key'] => ({
  id: key.id,
  alias: key.alias,
});

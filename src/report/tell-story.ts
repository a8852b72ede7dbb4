import type { AccessMatrix } from '../contract/access.ts';
import type { ErrorNote, EventOf, EventType } from '../contract/event.ts';
import type { Journal, JournalLine } from '../contract/journal.ts';
import type { Change } from '../contract/resource.ts';
import type { StepFace } from '../contract/step.ts';
import { outcomeOf } from './cell.ts';
import { lineOf } from './line.ts';
import type {
  Moment,
  Passage,
  Story,
  StoryChange,
  StoryCheck,
  StoryError,
  StoryMatrix,
  StoryStep,
} from './story.ts';

const all = <Type extends EventType>(lines: readonly JournalLine[], type: Type): readonly EventOf<Type>[] =>
  lines.map(({ event }) => event).filter((event): event is EventOf<Type> => event.type === type);

/** What a step's face adds to what the journal has of it. */
export type Face = Pick<StepFace, 'id' | 'section' | 'guide'>;

/**
 * Retells a journal. `faces` are the steps that this kms-lab knows. A journal of several commands, one after the other,
 * is one story.
 */
export function tellStory({ run, lines, damage }: Journal, faces: readonly Face[] = []): Story {
  const begun = all(lines, 'run-started')[0];
  const ended = all(lines, 'summary').at(-1);
  const { startedAt } = run;
  const since = ({ at }: JournalLine): number => Math.max(0, Date.parse(at) - Date.parse(startedAt));
  const passages = split(lines);
  const matrices = compared(lines);
  const steps = passages.steps
    .map((passage) => stepOf(passage, matrices, since, faces))
    .filter((step, index, told) => !isRetold(step, told.slice(0, index)));
  const failed = ended === undefined || ended.exitCode !== 0;
  const reached = new Set(steps.map(({ id }) => id));
  return {
    version: 1,
    run: run.id,
    command: run.command,
    target: run.target,
    accountId: run.accountId,
    region: run.region,
    ...(begun ? { operator: operatorOf(begun), key: keyOf(begun) } : {}),
    variant: (begun ?? ended)?.variant,
    startedAt,
    durationMs: Math.max(0, ...lines.map(since)),
    ...(ended ? { ending: endingOf(ended) } : {}),
    steps,
    notReached: failed && steps.length > 0 ? (begun?.steps.filter(({ id }) => !reached.has(id)) ?? []) : [],
    aside: passageOf(passages.aside, matrices),
    moments: momentsOf(lines, since),
    damage,
  };
}

interface Split {
  readonly steps: readonly (readonly JournalLine[])[];
  readonly aside: readonly JournalLine[];
}

/** A step's lines are those that name it, from where it starts; the rest is told aside. */
function split(lines: readonly JournalLine[]): Split {
  const steps: JournalLine[][] = [];
  const aside: JournalLine[] = [];
  const current = new Map<string, JournalLine[]>();
  for (const line of lines) {
    const id = stepIdOf(line.event);
    if (id === undefined) {
      aside.push(line);
      continue;
    }
    // The line of its start may be damaged: then it starts with what is left of it.
    if (line.event.type === 'step-started' || !current.has(id)) {
      const own: JournalLine[] = [];
      current.set(id, own);
      steps.push(own);
    }
    current.get(id)?.push(line);
  }
  return { steps, aside };
}

function stepIdOf(event: JournalLine['event']): string | undefined {
  if (!('step' in event) || event.step === undefined) return undefined;
  return typeof event.step === 'string' ? event.step : event.step.id;
}

type Matrices = ReadonlyMap<EventOf<'matrix'>, StoryMatrix>;

/** Each matrix beside the one before it. */
function compared(lines: readonly JournalLine[]): Matrices {
  const told = new Map<EventOf<'matrix'>, StoryMatrix>();
  let before: AccessMatrix = [];
  for (const event of all(lines, 'matrix')) {
    const cells = event.matrix.map((cell) => {
      const old = before.find(
        ({ principal, action }) => principal === cell.principal && action === cell.action,
      );
      const moved = old && outcomeOf(old) !== outcomeOf(cell);
      return moved ? { ...cell, was: outcomeOf(old) } : cell;
    });
    told.set(event, { cells, predictedOnly: event.predictedOnly ?? false });
    before = event.matrix;
  }
  return told;
}

function passageOf(lines: readonly JournalLine[], matrices: Matrices): Passage {
  const last = all(lines, 'matrix').at(-1);
  const matrix = last && matrices.get(last);
  return {
    changes: changesOf(lines),
    checks: all(lines, 'check-settled').map(
      ({ check, verdict, looks }): StoryCheck => ({ ...check, ...verdict, looks }),
    ),
    ...(matrix ? { matrix } : {}),
    notes: all(lines, 'note').map(({ text }) => text),
  };
}

/** A change is planned, then applied; where only one of the two lines can be read, that one tells of it. */
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

function stepOf(
  lines: readonly JournalLine[],
  matrices: Matrices,
  since: (line: JournalLine) => number,
  faces: readonly Face[],
): StoryStep {
  const [first] = lines as readonly [JournalLine, ...JournalLine[]];
  const id = stepIdOf(first.event) ?? '';
  const face = faces.find((one) => one.id === id);
  const settled = all(lines, 'step-settled').at(-1);
  const shown = all(lines, 'step-showed').at(-1)?.text;
  return {
    id,
    title: all(lines, 'step-started')[0]?.step.title ?? id,
    ...(face ? { section: face.section, why: face.guide.why } : {}),
    status: settled?.status ?? 'unfinished',
    ...(settled?.error ? { error: withoutStack(settled.error) } : {}),
    ...(shown === undefined ? {} : { shown }),
    findings: all(lines, 'finding').map(({ finding }) => finding),
    from: since(first),
    to: since(lines.at(-1) ?? first),
    ...passageOf(lines, matrices),
  };
}

/** A later command of the same journal says of earlier steps that they are in place; that was told. */
const isRetold = ({ id, status, checks }: StoryStep, before: readonly StoryStep[]): boolean =>
  status === 'unchanged' && checks.length === 0 && before.some((step) => step.id === id);

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

const TOLD: ReadonlySet<EventType> = new Set([
  'run-started',
  'step-started',
  'change-applied',
  'checkpoint-saved',
  'step-settled',
  'note',
]);

const momentsOf = (lines: readonly JournalLine[], since: (line: JournalLine) => number): readonly Moment[] =>
  lines
    .filter(({ event }) => TOLD.has(event.type))
    .map((line): Moment => {
      const step = stepIdOf(line.event);
      return {
        at: since(line),
        ...(step === undefined ? {} : { step }),
        kind: line.event.type,
        text: (lineOf(line.event) ?? '').trim(),
      };
    });

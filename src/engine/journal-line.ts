import * as v from 'valibot';
import { ACTIONS, PRINCIPALS, type PrincipalId } from '../contract/access.ts';
import type { JournalLine } from '../contract/journal.ts';
import { RESOURCE_ORDER } from '../contract/resource.ts';

/** The format that journals are written in; their first line says it. */
export const JOURNAL_VERSION = 1;

const text = v.string();
const VARIANT = v.picklist(['corrected', 'published']);
const OUTCOMES = ['allowed', 'implicitly-denied', 'explicitly-denied'] as const;
const STATUSES = ['applied', 'unchanged', 'skipped', 'failed'] as const;

const NAME = v.looseObject({ id: text, title: text });
const ERROR = v.looseObject({
  code: text,
  message: text,
  cause: v.optional(text),
  hint: v.optional(text),
});

/** To valibot a list is an object too. */
const STATEMENT = v.pipe(
  v.custom<object>((given) => !Array.isArray(given), 'a statement is no list'),
  v.looseObject({ Sid: v.optional(text) }),
);
const DOCUMENT = v.looseObject({ Statement: v.optional(v.union([v.array(STATEMENT), STATEMENT])) });
const CHANGE = v.looseObject({
  resource: v.picklist(RESOURCE_ORDER),
  title: text,
  arn: text,
  before: v.optional(DOCUMENT),
  after: v.optional(DOCUMENT),
  calls: v.array(text),
});

const DECISION = v.looseObject({
  outcome: v.picklist(OUTCOMES),
  statements: v.array(v.looseObject({ source: text, policy: text, index: v.number(), statement: STATEMENT })),
  because: text,
});
const CELL = v.looseObject({
  principal: v.picklist(Object.keys(PRINCIPALS) as PrincipalId[]),
  action: v.picklist(ACTIONS),
  predicted: DECISION,
  observed: v.optional(v.looseObject({ outcome: v.picklist([...OUTCOMES, 'denied']), evidence: text })),
});

const VERDICT = v.looseObject({
  status: v.picklist(['passed', 'failed', 'skipped']),
  expected: text,
  observed: text,
  evidence: v.picklist(['observed', 'evaluated']),
});

const FACTS = v.looseObject({
  accountId: text,
  region: text,
  operator: v.looseObject({ kind: text, arn: v.optional(text) }),
  key: v.looseObject({ id: text, alias: text }),
});

const UNFINISHED = {
  run: text,
  startedAt: text,
  work: v.looseObject({ does: v.picklist(['run', 'rollback', 'reset', 'goto', 'solve', 'back']) }),
  variant: VARIANT,
  ended: v.picklist(['killed', 'stopped', 'failed', 'refused']),
};

const step = text;
const anyStep = v.optional(text);

/** Each event with the members that a reader relies on; what else it has is kept. */
const EVENTS = {
  'run-started': { command: text, facts: FACTS, variant: VARIANT, steps: v.array(NAME) },
  'set-out': { work: UNFINISHED.work },
  interrupted: {
    ...UNFINISHED,
    unknown: v.array(v.looseObject({ change: CHANGE, stands: v.picklist(['before', 'after', 'neither']) })),
  },
  'step-started': { step: NAME },
  'step-showed': { step, text },
  'change-planned': { step: anyStep, change: CHANGE },
  'change-begun': { step: anyStep, change: CHANGE },
  'change-applied': { step: anyStep, change: CHANGE },
  waiting: { step: anyStep, what: text, elapsedMs: v.number() },
  'check-settled': { step: anyStep, check: NAME, verdict: VERDICT, looks: v.number() },
  finding: {
    step,
    finding: v.looseObject({ id: text, pageSays: text, awsDoes: text, source: text }),
  },
  hint: { step, hint: v.looseObject({ id: text, says: text, do: text }) },
  matrix: { step: anyStep, matrix: v.array(CELL), predictedOnly: v.optional(v.boolean()) },
  'checkpoint-saved': { id: text },
  'plan-saved': { path: text },
  moved: { changes: v.array(CHANGE) },
  standing: { drift: v.array(CHANGE) },
  'step-settled': {
    step,
    status: v.picklist(STATUSES),
    error: v.optional(ERROR),
    waitedMs: v.optional(v.number()),
  },
  'part-settled': { part: v.looseObject({ id: text, title: text, status: text }) },
  'left-as-is': { title: text, error: ERROR },
  note: { text },
  summary: {
    command: text,
    variant: VARIANT,
    ok: v.boolean(),
    calls: v.number(),
    writes: v.number(),
    exitCode: v.number(),
    error: v.optional(ERROR),
  },
} as const satisfies Record<JournalLine['type'], v.ObjectEntries>;

const EVENT_OF = new Map<string, v.GenericSchema>(
  Object.entries(EVENTS).map(([type, entries]) => [
    type,
    v.looseObject({ at: v.pipe(text, v.isoTimestamp()), ...entries }),
  ]),
);

export type LineRead = { readonly line: JournalLine } | { readonly why: string };

/** One line of a journal, or why it cannot be read. */
export function readLine(written: string): LineRead {
  const content = parse(written);
  if (content === undefined) return { why: 'it is no JSON' };
  const { type } = (content ?? {}) as { type?: unknown };
  const schema = EVENT_OF.get(String(type));
  if (!schema) return { why: 'it is no event that this kms-lab knows' };
  const read = v.safeParse(schema, content);
  if (read.success) return { line: content as JournalLine };
  const [issue] = read.issues;
  return { why: `${type}, ${v.getDotPath(issue) ?? 'the line'}: ${issue.message}` };
}

/** The format that a journal says it has; the first one where it does not say. */
export function versionOf(firstLine: string): number {
  const { version } = (parse(firstLine) ?? {}) as { version?: unknown };
  return typeof version === 'number' ? version : JOURNAL_VERSION;
}

function parse(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    return undefined;
  }
}

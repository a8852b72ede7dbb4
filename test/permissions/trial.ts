import { rm } from 'node:fs/promises';
import { LabError } from '../../src/contract/errors.ts';
import type { LabEvent } from '../../src/contract/event.ts';
import type { PolicyDocument } from '../../src/policy/document.ts';
import { readTrail } from '../../src/sandbox/trail/read.ts';
import { HOME } from '../sandbox/home.ts';
import { EVERYTHING, newFolder, OPERATOR, OPERATOR_ROLE, sandboxIn, type Told } from './account.ts';
import type { Call, CommandRow } from './commands.ts';
import { signsIn, situation, standing } from './situations.ts';

/** An action on an ARN, or on `*`. */
export interface Demanded {
  readonly action: string;
  readonly resource: string;
}

/** A demand, and whether it was met. */
interface Judged extends Demanded {
  readonly outcome: string;
}

export interface Tried {
  readonly told: Told;
  /** What the account demanded of the operator, not of the instance or its web app. */
  readonly demanded: readonly Judged[];
}

/** Calls a command as an operator with this policy and nothing else, in a copy of the account that is discarded. */
export async function tryOut(
  { command }: CommandRow,
  { situation: name, probeMfa, work }: Call,
  policy: PolicyDocument = EVERYTHING,
): Promise<Tried> {
  const folder = newFolder(await standing(name));
  const before = (await readTrail(sandboxIn(folder))).length;
  const { variant, webAppUrl } = situation(name);
  const opening = { command, as: signsIn(name), policy, variant, webAppUrl, probeMfa };
  const told = await work(folder, opening);
  const trail = (await readTrail(sandboxIn(folder))).slice(before);
  await rm(folder, { recursive: true });
  const demanded = trail
    .filter(({ who = '' }) => OWN.some((arn) => who.startsWith(arn)))
    .flatMap(({ demands }) =>
      demands.map(({ action, resource, outcome }) => ({ action, resource, outcome })),
    );
  return { told, demanded };
}

const OWN: readonly string[] = [
  `arn:aws:iam::${HOME}:user/${OPERATOR}`,
  `arn:aws:sts::${HOME}:assumed-role/${OPERATOR_ROLE}/`,
];

/** Checks that failed, errors, and everything that the operator was refused. */
export function refusedIn(
  { told: { events, error }, demanded }: Tried,
  { upset = false }: { readonly upset?: boolean },
): readonly string[] {
  return [
    ...demanded
      .filter(({ outcome }) => outcome !== 'allowed')
      .map(({ action, resource }) => `${action} ${resource}`),
    ...events.flatMap((event) =>
      !upset && event.type === 'check-settled' && event.verdict.status === 'failed'
        ? [`${event.check.id}: ${event.verdict.observed}`]
        : [],
    ),
    ...events.flatMap((event) =>
      event.type === 'summary' && event.error?.code === 'ERR_ACCESS' ? [event.error.message] : [],
    ),
    ...(error === undefined || isUnknownName(error) ? [] : [String(error)]),
  ];
}

/** No checkpoint was kept yet. */
const isUnknownName = (error: unknown): boolean =>
  error instanceof LabError && error.code === 'ERR_UNKNOWN_NAME';

/** The result, as far as it matters to the user: the same for every operator with enough permissions. */
export const outcomeOf = ({ events, notLookedAt, error }: Told): readonly string[] => [
  ...events.flatMap(essenceOf),
  ...notLookedAt,
  ...(error === undefined ? [] : [String(error)]),
];

function essenceOf(event: LabEvent): readonly string[] {
  switch (event.type) {
    case 'check-settled':
      return [`${event.check.id} ${event.verdict.status}`];
    case 'matrix':
      return event.matrix.flatMap(({ principal, action, observed }) =>
        observed ? [`${principal} ${action} ${observed.outcome}`] : [],
      );
    case 'step-settled':
      return [`${event.step} ${event.status}`];
    case 'change-planned':
    case 'change-applied':
      return [`${event.type} ${event.change.title} ${event.change.calls}`];
    case 'part-settled':
      return [`${event.part.id} ${event.part.status} ${event.part.note}`];
    case 'hint':
      return [event.hint.says];
    case 'note':
      return [event.text];
    case 'standing':
      return [`at ${event.at}, next ${event.next}`];
    case 'summary':
      return [`${event.exitCode} ${event.error?.code}`];
    default:
      return [];
  }
}

import { CreateUserCommand } from '@aws-sdk/client-iam';
import { GetKeyPolicyCommand, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import type { Summary } from '../../src/contract/event.ts';
import type { Suggestion } from '../../src/contract/suggestion.ts';
import { arnOf, type Edit, NotPossible, SEEDED, statement } from './edits/edit.ts';
import { awayFrom, type Home, homeOf } from './home-by-meaning.ts';
import type { Journey } from './journey.ts';
import type { Album, Scene, Told } from './scene.ts';
import { lineOf, type Outcome, typeSuggestion } from './typed.ts';

/** How a journey ended. */
export interface Return {
  readonly verdict: 'restored' | 'typed' | 'failed';
  /** Why it failed. */
  readonly why: readonly string[];
  /** Of the first reset, and of the second, if one was needed. */
  readonly resets: readonly number[];
  /** What the first reset could not restore. */
  readonly named: readonly string[];
  readonly typed: readonly Outcome[];
}

export interface Life extends Return {
  readonly journey: Journey;
  /** What was done, in order: `run --to x: 0`, `key: disabled`. */
  readonly done: readonly string[];
  /** Edits that were made. */
  readonly made: readonly Edit[];
  readonly milliseconds: number;
}

/** Goes through a journey, resets the account, and judges it. */
export async function liveThrough(journey: Journey, album: Album): Promise<Life> {
  const begun = performance.now();
  const { dana, first, acts } = journey;
  const before = await album.open(`dana: ${dana}`, dana ? addDana : nothing);
  const home = homeOf(before);
  await before.close();
  const scene = await album.open(`dana: ${dana}, ${first.join(' ')}`, async (scene) => {
    if (dana) await addDana(scene);
    const { exitCode } = await scene.lab(...first);
    if (exitCode !== 0) throw new Error(`${first.join(' ')} ended with ${exitCode}, before any edit`);
  });
  const done = [`${first.join(' ')}: 0`];
  const made: Edit[] = [];
  const bugs: string[] = [];
  try {
    for (const act of acts) {
      if ('edit' in act) {
        const possible = await edit(scene, act.edit);
        if (possible) made.push(act.edit);
        done.push(possible ? act.edit.name : `${act.edit.name} (not possible)`);
      } else {
        const told = await scene.lab(...act.type);
        bugs.push(...bugOf(told));
        done.push(`${act.type.join(' ')}: ${told.exitCode}`);
      }
    }
    const back = await comeHome(scene, home);
    const why = [...bugs, ...back.why];
    const verdict = why.length > 0 ? 'failed' : back.verdict;
    const milliseconds = Math.round(performance.now() - begun);
    return { journey, done, made, ...back, why, verdict, milliseconds };
  } finally {
    await scene.close();
  }
}

/** Resets, types once what the reset names, and resets again. */
export async function comeHome(scene: Scene, home: Home): Promise<Return> {
  const first = await scene.lab('reset');
  const named = (first.summary.leftAsIs ?? []).map(({ title }) => title);
  const typed: Outcome[] = [];
  const why: string[] = [...bugOf(first)];
  const resets = [first.exitCode];
  if (first.exitCode !== 0) {
    why.push(...(await follow(scene, first, typed)));
    const second = await scene.lab('reset');
    resets.push(second.exitCode);
    why.push(...bugOf(second));
    if (second.exitCode !== 0) why.push(`the second reset: ${reasonOf(second.summary)}`);
  }
  why.push(...awayFrom(home, scene));
  const plan = await scene.lab('plan', '--to', 'show-key-policy');
  if (plan.exitCode !== 0) why.push(`plan after it all: ${reasonOf(plan.summary)}`);
  const well = resets.length > 1 ? 'typed' : 'restored';
  return { verdict: why.length > 0 ? 'failed' : well, why, resets, named, typed };
}

/**
 * Types what a command names. If a command of the lab is typed and refused, it may name more: that is typed, too, and
 * then the command again.
 */
async function follow(scene: Scene, { summary }: Told, typed: Outcome[]): Promise<readonly string[]> {
  const suggestions = toType(summary).filter((one) => lineOf(one) !== `kms-lab ${summary.command}`);
  if (suggestions.length === 0) return [`${summary.command} names no command: ${reasonOf(summary)}`];
  const why: string[] = [];
  for (const suggestion of suggestions) why.push(...(await typeThrough(scene, suggestion, typed)));
  return why;
}

async function typeThrough(
  scene: Scene,
  suggestion: Suggestion,
  typed: Outcome[],
): Promise<readonly string[]> {
  const { told, ...outcome } = await type(scene, suggestion);
  typed.push(outcome);
  if (outcome.exitCode === 0) return [];
  if (!told || typed.length > MOST_TYPED) return [failureOf(outcome, told)];
  const why = await follow(scene, told, typed);
  const { told: toldAgain, ...again } = await type(scene, suggestion);
  typed.push(again);
  return again.exitCode === 0 ? why : [...why, failureOf(again, toldAgain)];
}

const failureOf = ({ typed, exitCode, why }: Outcome, told: Told | undefined): string =>
  `${typed} ended with ${exitCode}: ${why ?? (told ? reasonOf(told.summary) : 'see above')}`;

/** No journey needs this many; one that does is going in circles. */
const MOST_TYPED = 20;

/** Commands that only look, for the person's understanding. */
const LOOKS = ['doctor', 'status', 'plan', 'verify', 'matrix', 'explain', 'report'];

/** What a summary says to type, in order, each line once. */
export function toType({ leftAsIs = [], steps, checks, error }: Summary): readonly Suggestion[] {
  const failed = [...steps.flatMap((step) => step.checks), ...checks].filter(
    ({ status }) => status === 'failed',
  );
  const all = [
    // The error names what the resources that were left name, in the order in which to type it.
    ...(error?.next ?? []),
    ...leftAsIs.flatMap((left) => left.error.next ?? []),
    ...failed.flatMap(({ next = [] }) => next),
  ].filter((suggestion) => !('run' in suggestion && LOOKS.includes(suggestion.run[0]!)));
  return [...new Map(all.map((suggestion) => [lineOf(suggestion), suggestion])).values()];
}

/** A command that cannot be typed at all counts as failed, and is judged with the others. */
async function type(scene: Scene, suggestion: Suggestion): Promise<Outcome & { readonly told?: Told }> {
  let told: Told | undefined;
  const kmsLab = async (argv: readonly string[]) => {
    told = await scene.lab(...argv);
    return told.exitCode;
  };
  try {
    const outcome = await typeSuggestion(suggestion, { kmsLab, clients: scene.clients() });
    return { ...outcome, ...(told ? { told } : {}) };
  } catch (error) {
    return { typed: lineOf(suggestion), exitCode: 127, why: (error as Error).message };
  }
}

export function reasonOf({ exitCode, error, steps, checks }: Summary): string {
  const failed = [...steps.flatMap((step) => step.checks), ...checks].filter(
    ({ status }) => status === 'failed',
  );
  const said = failed.map(({ id, observed }) => `${id} (${observed})`);
  return [String(exitCode), ...(error ? [`${error.code} ${error.message}`] : []), ...said].join(' ');
}

const bugOf = (told: Told): readonly string[] =>
  told.summary.error?.code === 'ERR_INTERNAL' ? [`${told.summary.command}: ${reasonOf(told.summary)}`] : [];

const nothing = async (): Promise<void> => {};

/** A user whom the key policy names before the lab begins. */
export async function addDana(scene: Scene): Promise<void> {
  const { iam, kms } = scene.clients();
  await iam.send(new CreateUserCommand({ UserName: 'dana' }));
  const { Policy = '' } = await kms.send(new GetKeyPolicyCommand({ KeyId: SEEDED.key }));
  const document = JSON.parse(Policy) as { Statement: object[] };
  document.Statement.push(statement('Allow', { AWS: arnOf('user/dana') }, 'kms:DescribeKey'));
  await kms.send(new PutKeyPolicyCommand({ KeyId: SEEDED.key, Policy: JSON.stringify(document) }));
}

/** As the operator; as the account root if the operator may not. False if the account does not allow it. */
export async function edit(scene: Scene, { make }: Edit): Promise<boolean> {
  try {
    await make(scene.clients()).catch((error: Error) => {
      if (!/^AccessDenied/.test(error.name)) throw error;
      return make(scene.clients('root'));
    });
    return true;
  } catch (error) {
    const { $metadata } = error as { readonly $metadata?: object };
    if (error instanceof NotPossible || $metadata !== undefined) return false;
    throw error;
  }
}

import { readEditedPolicy } from '../../contract/edited-policy.ts';
import { LabError } from '../../contract/errors.ts';
import type { LabEvent, Summary } from '../../contract/event.ts';
import type { HintFor } from '../../contract/hint.ts';
import type { Snapshot } from '../../contract/resource.ts';
import {
  back,
  check,
  goto,
  hint,
  lookAhead,
  matrix,
  reset,
  rollback,
  saveEdit,
  solve,
} from '../../engine/index.ts';
import type { CommandSession } from '../../engine/session.ts';
import { withoutAnswer } from '../../report/checks.ts';
import type { ActAnswer, ActName, ForeseenMove, WebAct, WebWay } from '../acts.ts';

/** What an act works with. */
export interface ActScene {
  readonly session: CommandSession;
  readonly hintFor: HintFor;
  /** What a reset, or a rollback to a checkpoint, would change. */
  restorationOf(session: CommandSession, to?: string): Promise<ForeseenMove>;
  /** The account as the person saw it in a view. */
  seen(view: string): Snapshot | undefined;
}

type ActOf<Name extends ActName> = Extract<WebAct, { readonly do: Name }>;
type Outcome = Omit<ActAnswer, 'error'>;

/** What runs on the account, one after another; the others are for the server. */
export type WorkName = Exclude<ActName, 'stop' | 'raise' | 'lower'>;
export type WorkAct = ActOf<WorkName>;

/** Acts that may write what the page is about. On a real account, the person has to agree once. */
export const WRITING: ReadonlySet<ActName> = new Set(['save', 'move']);

const ended = ({ exitCode }: Summary): Outcome => ({ exitCode });

const as = ({ session }: ActScene, command: string): CommandSession => ({ ...session, command });

/** The engine's functions that the commands of the command line call, so a page and a terminal do the same. */
export const ACTS: {
  readonly [Name in WorkName]: (scene: ActScene, act: ActOf<Name>) => Promise<Outcome>;
} = {
  async save(scene, { resource, text, seen }) {
    const document = readEditedPolicy(text, `${resource}.json`);
    return ended(await saveEdit(as(scene, 'edit'), { resource, document, seen: seenIn(scene, seen) }));
  },

  async check(scene, { step, said }) {
    const session = as(scene, 'check');
    const { notify } = session.host;
    // What to type about a failed check would be the answer, which only a hint may give.
    const host = { ...session.host, notify: (event: LabEvent) => notify(withoutAnswer(event)) };
    return ended(await check({ ...session, host }, { step, said }));
  },

  async hint(scene, { step, grade }) {
    const { hintFor } = scene;
    return ended((await hint(as(scene, 'hint'), { step, hintFor, grade })).summary);
  },

  async move(scene, { way, seen: id }) {
    const seen = seenIn(scene, id);
    if (way === 'back') return ended(await back(as(scene, 'back'), { seen }));
    if (way === 'reset') return ended(await reset(as(scene, 'reset')));
    if ('rollback' in way) return ended(await rollback(as(scene, 'rollback'), { to: way.rollback }));
    if ('goto' in way) return ended(await goto(as(scene, 'goto'), { step: way.goto, seen }));
    return ended(await solve(as(scene, 'solve'), { step: way.solve, seen }));
  },

  async foresee(scene, { way }) {
    return { exitCode: 0, foreseen: await foreseen(scene, way) };
  },

  async matrix(scene) {
    return ended(await matrix(as(scene, 'matrix')));
  },

  async log({ session }) {
    return { exitCode: 0, log: await session.lab.webApp.log() };
  },

  async look() {
    return { exitCode: 0 };
  },
};

async function foreseen({ session, restorationOf }: ActScene, way: WebWay): Promise<ForeseenMove> {
  if (way === 'reset') return restorationOf(session);
  if (typeof way === 'object' && 'rollback' in way) return restorationOf(session, way.rollback);
  const { changes, undoes } = (await lookAhead(session)).wayTo(way);
  return { changes, undoes };
}

/** Throws `ERR_DRIFT` if the page shows a view that the server no longer knows. */
function seenIn(scene: ActScene, id: string | undefined): Snapshot | undefined {
  if (id === undefined) return undefined;
  const seen = scene.seen(id);
  if (seen) return seen;
  throw new LabError('ERR_DRIFT', 'The page shows the account as it was long ago. Nothing was written.', {
    hint: 'Load the page again.',
  });
}

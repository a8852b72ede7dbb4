import type { Checkpoint } from '../contract/checkpoint.ts';
import { LabError } from '../contract/errors.ts';
import type { Lab } from '../contract/lab.ts';
import {
  type Change,
  type Documents,
  RESOURCE_ORDER,
  type Resource,
  type ResourceId,
  type Snapshot,
} from '../contract/resource.ts';
import type { FacetChange } from '../contract/surroundings.ts';
import { applyOne, documentsAfter, guardOne, requirePerson } from './apply.ts';
import { keep } from './checkpoints.ts';
import { errorOfOne } from './ends-everything.ts';
import { inOrder } from './order.ts';
import { type AccountSurvey, readableIn, writtenBefore } from './read-account.ts';
import type { Recorder } from './recorder.ts';
import type { RecentWrites } from './run-checks.ts';
import type { CommandSession } from './session.ts';
import { changeOf, changesBetween, readWhatCanBe } from './snapshot.ts';
import { inOrderToType } from './to-type.ts';
import { asLeft, type Lacking, lackingIn } from './whole.ts';
import { writableForm } from './writable.ts';

/** The outcome of a reset, a rollback or a step back. */
export interface Restored {
  /** What could not be restored; empty if everything is as wanted, by meaning. */
  readonly left: readonly Lacking[];
  /** The documents as they could be written: without principals that no longer exist. */
  readonly documents: Snapshot;
  /** The baseline, with the parts of it that can still be written. */
  readonly baseline: Checkpoint | undefined;
  readonly written: RecentWrites;
}

interface Way {
  /** Removes what writes left beside the documents. */
  readonly tidies?: boolean;
  readonly keepBaseline?: () => Promise<void>;
}

/**
 * Restores each resource to its document independently: what is gone, refused or fails is reported and left as it is,
 * and the rest continues. Throws only what ends everything: no credentials, an interruption, the state directory.
 */
export async function restoreEach(
  session: CommandSession,
  recorder: Recorder,
  found: AccountSurvey,
  documents: Snapshot,
  { tidies = false, keepBaseline }: Way = {},
): Promise<Restored> {
  const { lab } = session;
  const work = new Restoring(session, recorder, found, documents);
  for (const lacking of lackingIn(lab, found)) {
    if (!lacking.restoredWith || documents[lacking.restoredWith] === undefined) work.leave(lacking);
  }
  const changes = changesBetween(lab, found.now, documents, readableIn(found));
  for (const change of changes) recorder.tell({ type: 'change-planned', change });
  for (const change of inOrder(lab, changes, 'back')) {
    await work.attempt(change.resource, () => work.restore(change, changes, keepBaseline));
  }
  for (const id of RESOURCE_ORDER) {
    if (tidies) await work.attempt(id, async () => lab.resources[id].tidy?.());
  }
  await work.verify();
  work.tellForeign();
  return { ...work.outcome(), baseline: await work.keepWritable(), written: work.written() };
}

/**
 * Throws `ERR_NOT_RESTORED` if something was left as it is, with everything to type, and then the command again. What
 * changed around it may be the cause, and the checks would report it next, so the commands undo that as well.
 */
export async function requireRestored(
  { lab }: CommandSession,
  { left, baseline }: Restored,
  again: readonly string[],
): Promise<void> {
  if (left.length === 0) return;
  const titles = left.map(({ title }) => title);
  const beside = left.filter(({ of }) => of.length === 0).length;
  throw new LabError(
    'ERR_NOT_RESTORED',
    `${left.length} of ${RESOURCE_ORDER.length + beside} things could not be restored: ${titles.join(', ')}.`,
    {
      next: inOrderToType({
        left: left.map(({ error }) => error.next),
        around: await changedAround(lab, baseline),
        again: { why: 'restores what is left, and runs the checks', run: again },
      }),
    },
  );
}

/** Empty if it cannot be read: what was left is reported all the same. */
async function changedAround(lab: Lab, baseline: Checkpoint | undefined): Promise<readonly FacetChange[]> {
  const before = baseline?.surroundings;
  if (!before) return [];
  const now = await lab.surroundings().catch((thrown) => void errorOfOne(thrown));
  return now ? lab.changedSince(before, now) : [];
}

/** One such restoration in progress. */
class Restoring {
  readonly session: CommandSession;
  readonly recorder: Recorder;
  readonly found: AccountSurvey;
  readonly documents: Snapshot;
  readonly #left: Lacking[] = [];
  readonly #written = new Set<ResourceId>();
  readonly #wanted: { [Id in ResourceId]?: Documents[ResourceId] | undefined };
  readonly #notWhole = new Set<ResourceId>();

  constructor(session: CommandSession, recorder: Recorder, found: AccountSurvey, documents: Snapshot) {
    this.session = session;
    this.recorder = recorder;
    this.found = found;
    this.documents = documents;
    this.#wanted = { ...documents };
  }

  leave(lacking: Lacking): void {
    this.#left.push(lacking);
    this.recorder.tell({ type: 'left-as-is', ...asLeft(lacking) });
  }

  #isLeft(id: ResourceId): boolean {
    return this.#left.some(({ of }) => of.includes(id));
  }

  /** Does the work for a resource that was not left; if the work fails, the resource is left. */
  async attempt(id: ResourceId, work: () => Promise<void>): Promise<void> {
    if (this.#isLeft(id)) return;
    try {
      await work();
    } catch (thrown) {
      const { title } = this.session.lab.resources[id];
      this.leave({ thing: id, title, error: errorOfOne(thrown), of: [id] });
    }
  }

  async restore(
    { resource: id, before, after }: Change,
    changes: readonly Change[],
    keepBaseline: Way['keepBaseline'],
  ): Promise<void> {
    const { session, recorder } = this;
    const resource = session.lab.resources[id] as Resource;
    this.#requireOthers(resource, after);
    const { document, leftOut } = await writableForm(resource, after);
    for (const sentence of leftOut) recorder.tell({ type: 'note', text: `Left out: ${sentence}` });
    if (leftOut.length > 0) this.#notWhole.add(id);
    this.#wanted[id] = document;
    if (resource.same(before, document)) return;
    const change = changeOf(resource, before, document);
    await guardOne(session, change, { ...documentsAfter(changes), [id]: document });
    requirePerson(session, [change]);
    this.#written.add(id);
    await applyOne(session, recorder, change, keepBaseline ? { keepBaseline } : {});
  }

  /**
   * A resource is not removed while another one may still need it, and not written if it needs one that could not be
   * restored.
   */
  #requireOthers({ id, title, after }: Resource, wanted: Documents[ResourceId] | undefined): void {
    const { resources } = this.session.lab;
    const blocking =
      wanted === undefined
        ? RESOURCE_ORDER.filter((other) => resources[other].after.includes(id))
        : after.filter((other) => this.#wanted[other] !== undefined);
    const left = blocking.find((other) => this.#isLeft(other));
    if (!left) return;
    const what = wanted === undefined ? 'was not removed' : 'was not written';
    const why = `the ${resources[left].title} comes first, and could not be restored`;
    throw new LabError('ERR_NOT_RESTORED', `The ${title} ${what}: ${why}.`);
  }

  /** What another user changed meanwhile counts as not restored. */
  async verify(): Promise<void> {
    const { lab } = this.session;
    const { documents, unreadable } = await readWhatCanBe(lab);
    for (const id of RESOURCE_ORDER) {
      const resource = lab.resources[id] as Resource;
      await this.attempt(id, async () => {
        const error = unreadable.get(id);
        if (error) throw error;
        if (resource.same(documents[id], this.#wanted[id])) return;
        throw new LabError('ERR_NOT_SETTLED', `The ${resource.title} changed again while it was restored.`, {
          next: [{ why: 'shows what differs', run: ['status'] }],
        });
      });
    }
  }

  /** What another user created stays, even if none is wanted. */
  tellForeign(): void {
    for (const id of RESOURCE_ORDER) {
      const now = this.found.now[id];
      const told = now && !this.#wanted[id] && (this.session.lab.resources[id] as Resource).foreign?.(now);
      if (told) this.recorder.tell({ type: 'note', text: told.says, next: told.next });
    }
  }

  /**
   * A baseline that can never be written completely again is kept without the missing parts: it is the baseline from
   * now on.
   */
  async keepWritable(): Promise<Checkpoint | undefined> {
    const { session, recorder, found, documents } = this;
    const { baseline } = found;
    if (!baseline) return undefined;
    const isBaselines = (id: ResourceId): boolean =>
      (session.lab.resources[id] as Resource).same(baseline.documents[id], documents[id]);
    const ids = [...this.#notWhole].filter((id) => !this.#isLeft(id) && isBaselines(id));
    if (ids.length === 0) return baseline;
    const writable = Object.fromEntries(ids.map((id) => [id, this.#wanted[id]]));
    const kept = { ...baseline, documents: { ...baseline.documents, ...writable } };
    await keep(session, recorder, kept);
    return kept;
  }

  written(): RecentWrites {
    const before = writtenBefore(this.found);
    return before === 'anything' ? before : this.#written;
  }

  outcome(): Pick<Restored, 'left' | 'documents'> {
    return { left: this.#left, documents: this.#wanted as Snapshot };
  }
}

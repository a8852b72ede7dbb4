import type { Variant } from './facts.ts';
import type { Change, Documents, ResourceId } from './resource.ts';

/** What a command was asked to do: everything that `resume` needs to continue it. */
export type Work =
  | {
      readonly does: 'run';
      readonly from?: string | undefined;
      readonly to?: string | undefined;
      readonly only?: string | undefined;
      readonly onFailure: 'stop' | 'rollback';
    }
  | { readonly does: 'rollback'; readonly to: string }
  | { readonly does: 'reset' }
  | { readonly does: 'goto' | 'solve'; readonly step: string }
  /** A person's own document. */
  | { readonly does: 'edit'; readonly resource: ResourceId; readonly document: Documents[ResourceId] }
  /** To a place of the page: one step back from where the account was. */
  | { readonly does: 'back'; readonly to: string };

/** How far a write got, by its journal. `begun`: its outcome is not recorded. */
export type WriteProgress = 'planned' | 'begun' | 'applied';

/** A command that started to work and did not finish, by its journal. */
export interface Unfinished {
  /** As `report` calls it. */
  readonly run: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly work: Work;
  readonly variant: Variant;
  /**
   * It was killed; the user stopped it; it failed with an error; its next action was refused; or it finished but
   * could not restore everything.
   */
  readonly ended: 'killed' | 'stopped' | 'failed' | 'refused' | 'partly';
  /** What it planned: the latest plan of each resource, in order. */
  readonly writes: readonly { readonly change: Change; readonly progress: WriteProgress }[];
}

/** Unfinished work, with what the account says about the writes whose outcome is not recorded. */
export interface Interrupted extends Omit<Unfinished, 'writes'> {
  readonly unknown: readonly UnknownWrite[];
}

/** A write whose outcome was not recorded, and the document that the account has now. */
export interface UnknownWrite {
  readonly change: Change;
  /** What the account has now: the document from before, the written one, another one, or one that cannot be read. */
  readonly stands: 'before' | 'after' | 'neither' | 'unreadable';
}

/** Work as you would type it: `run --to strip-decrypt`. */
export function workName(work: Work): string {
  switch (work.does) {
    case 'run': {
      const options = (['from', 'to', 'only'] as const).flatMap((name) =>
        work[name] === undefined ? [] : [`--${name} ${work[name]}`],
      );
      return ['run', ...options].join(' ');
    }
    case 'rollback':
      return `rollback --to ${work.to}`;
    case 'goto':
    case 'solve':
      return `${work.does} ${work.step}`;
    case 'edit':
      return `edit ${work.resource}`;
    case 'back':
    case 'reset':
      return work.does;
  }
}

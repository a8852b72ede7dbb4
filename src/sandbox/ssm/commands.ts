import type { WorldAccount } from '../world.ts';

/** A command that was run on an instance. */
export interface CommandInvocation {
  readonly id: string;
  readonly instanceId: string;
  readonly document: string;
  /** ISO 8601 */
  readonly requested: string;
  readonly status: 'Success' | 'Failed';
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** AWS forgets by age, after 30 days; commands here come by the dozen, and are forgotten with the process. */
const REMEMBERED = 20;

const RUN = new WeakMap<WorldAccount, readonly CommandInvocation[]>();

/** Oldest first. */
export const commandsOf = (account: WorldAccount): readonly CommandInvocation[] => RUN.get(account) ?? [];

export const keepCommand = (account: WorldAccount, command: CommandInvocation): void => {
  RUN.set(account, [...commandsOf(account), command].slice(-REMEMBERED));
};

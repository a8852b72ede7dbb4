import type { WorldAccount } from '../world.ts';

/** A command that ran on an instance. */
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

/** AWS forgets commands after 30 days. Here the number is limited, and they are forgotten when the process ends. */
const REMEMBERED = 20;

const RUN = new WeakMap<WorldAccount, readonly CommandInvocation[]>();

/** Oldest first. */
export const commandsOf = (account: WorldAccount): readonly CommandInvocation[] => RUN.get(account) ?? [];

export const keepCommand = (account: WorldAccount, command: CommandInvocation): void => {
  RUN.set(account, [...commandsOf(account), command].slice(-REMEMBERED));
};

import type { Chaos } from './chaos/chaos.ts';
import type { Gap } from './gaps.ts';

export interface SandboxInfo {
  readonly endpoint: string;
  readonly region: string;
  readonly accounts: readonly {
    readonly id: string;
    /** In the organization. */
    readonly name?: string;
    readonly users: readonly string[];
  }[];
  /** Names whose credentials can be requested. */
  readonly users: readonly string[];
  readonly stateFolder: string;
  readonly chaos?: Chaos;
  readonly gaps: readonly Gap[];
}

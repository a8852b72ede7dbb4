import type { AskMfaCode, CredentialSource, Names } from '../aws/client/target.ts';
import type { TargetName } from '../contract/event.ts';
import type { Variant } from '../contract/facts.ts';
import type { Objects } from '../contract/objects.ts';

/** Everything a command may know about how it was called, resolved: flag, environment, configuration, default. */
export interface GlobalOptions {
  /** The configuration file that was named. */
  readonly config?: string;
  readonly target: TargetName;
  readonly profile?: string;
  readonly region?: string;
  readonly endpointUrl?: string;
  /** The web app's address, if not its instance's public address. */
  readonly webAppUrl?: string;
  /** The account that the command is meant for. */
  readonly account?: string;
  readonly variant: Variant;
  /** The sandbox principal that runs the lab: `root` or one of its users. */
  readonly operator?: string;
  /** How the sandbox misbehaves: `throttle=5%,seed=42`. */
  readonly chaos?: string;
  /** This machine’s folder. */
  readonly stateDir: string;
  /** The address of the state that outlives this machine: `s3://bucket/prefix`. */
  readonly state?: string;
  /** The profile that signs the requests to `state`. */
  readonly stateProfile?: string;
  readonly stateEndpoint?: string;
  /** The objects of `state` below some names, if they are open already: a fleet opens them once, as its instructor. */
  readonly stateObjects?: (below: readonly string[]) => Objects;
  readonly otherProfile?: string;
  readonly outsiderProfile?: string;
  readonly probeMfa: boolean;
  /** Aliases, ids and ARNs of keys that must never be changed. */
  readonly blocklist?: readonly string[];
  readonly allowProduction: boolean;
  readonly allowRoot: boolean;
  /** Signed requests may go to another machine without encryption. */
  readonly allowHttp: boolean;
  readonly yes: boolean;
  readonly json: boolean;
  /** Only the last line of what `json` prints. */
  readonly summary: boolean;
  readonly color: boolean;
  /** Nothing on the screen may move. */
  readonly plain?: boolean;
  readonly verbose: boolean;
  readonly quiet: boolean;
  readonly names: Names;
  /**
   * The source of each option that was set, by key: `--profile`, `KMS_LAB_OPERATOR`, or the path of the configuration
   * file; for a list, all of them.
   */
  readonly given?: Readonly<Record<string, string>>;
  /** The configuration file that was read. */
  readonly configFile?: UsedConfigFile;
  /** Signs in to `account`, in place of a profile or of the sandbox's operator: `account` is one of a fleet. */
  readonly credentials?: CredentialSource;
  /** Absent if there is no user at a terminal to ask. */
  readonly askMfaCode?: AskMfaCode;
}

/** A configuration file that was read. */
export interface UsedConfigFile {
  readonly path: string;
  /** Found in the folder of the command or above it, or named by `--config`. */
  readonly how: 'found' | 'named';
  /** Keys of the options whose value, or a part of it, is the file's. */
  readonly sets: readonly string[];
}

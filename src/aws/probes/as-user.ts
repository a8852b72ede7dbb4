import { CreateAccessKeyCommand, EnableMFADeviceCommand, GetUserCommand } from '@aws-sdk/client-iam';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { GetCallerIdentityCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';
import { LabError } from '../../contract/errors.ts';
import type { Facts } from '../../contract/facts.ts';
import type { Ledger } from '../../contract/ledger.ts';
import type { Probes } from '../../contract/probes.ts';
import type { Clients } from '../client/clients.ts';
import { awsCode, ifExists } from '../client/failure.ts';
import { isOurUser } from '../resources/user.ts';
import type { Codes } from './codes.ts';
import { accessKeysOf, makeDevice, removeCredentials } from './own-credentials.ts';

/**
 * The rows that can be tried as the user. The third row would need an MFA code that is ten minutes old, so it stays
 * evaluated; its cryptographic actions, the only ones with a dry run, are the same as in the other two.
 */
export const USER_ROWS = ['user-a', 'user-a-fresh-mfa'] as const;
export type UserRow = (typeof USER_ROWS)[number];

export interface ProbeClock {
  now(): Date;
  sleep(ms: number): Promise<void>;
}

interface Opening {
  readonly clients: Clients;
  readonly facts: Facts;
  readonly ledger: Ledger;
  readonly clock: ProbeClock;
  readonly signal: AbortSignal | undefined;
  /** The user agreed that credentials are created. */
  readonly wanted: boolean;
}

/** How to act as the user, and how it signed in, for the reader of the answer. */
export interface SignedIn {
  readonly credentials: AwsCredentialIdentity;
  readonly how: string;
}

interface Made {
  readonly key: AwsCredentialIdentity;
  readonly serial: string;
  readonly codes: Codes;
}

/** Milliseconds. The page requires a code that is less than five minutes old; kms-lab renews it after four. */
const FRESH = 240_000;
/** Seconds, the minimum. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html */
const SESSION = 900;
/** It takes a while until new credentials, or a newly enabled device, work everywhere: pauses in milliseconds. */
const PAUSES = [1000, 2000, 4000, 8000, 15_000, 15_000, 15_000] as const;
const NOT_YET =
  /^(InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|NoSuchEntityException|EntityTemporarilyUnmodifiableException)$/;
const NOTHING_KNOWN = /^MultiFactorAuthentication failed/;

/**
 * Acts as the user that the lab created: with an access key, and with a session from a code of a virtual MFA device.
 * Both are created when first needed, kept in memory, recorded by name in the ledger, and deleted when the command
 * ends.
 *
 * It shows that MFA gives no one the use of the key. What MFA does give, kms:PutKeyPolicy and the like, has no dry
 * run, and kms-lab does not send a request that AWS might carry out: those cells stay evaluated.
 */
export class AsUser implements Probes {
  readonly writes: boolean;
  readonly #opening: Opening;
  #made: Promise<Made> | undefined;
  #session: { readonly since: number; readonly credentials: Promise<AwsCredentialIdentity> } | undefined;
  /** The id of the access key that this command created. */
  #keyId: string | undefined;
  /** With a code, at least once. */
  #signedIn = false;

  constructor(opening: Opening) {
    this.#opening = opening;
    this.writes = opening.wanted;
  }

  /** Throws `ERR_NOT_OURS`, before anything is created, if the user or one of its keys is not the lab's. */
  async requireOurs(): Promise<void> {
    if (!(await this.#isThere())) return;
    const { ledger, clients, facts } = this.#opening;
    const keys = ledger.probe() ? [] : await accessKeysOf(clients.iam, facts.userName);
    if (keys.length === 0) return;
    throw new LabError(
      'ERR_NOT_OURS',
      `The user ${facts.userName} has an access key that the lab did not create, so kms-lab does not probe as this user.`,
      { hint: 'delete the key if it is not needed, or leave --probe-mfa out' },
    );
  }

  /** `undefined` while there is no such user. */
  async signIn(row: UserRow): Promise<SignedIn | undefined> {
    if (!(await this.#isThere())) return undefined;
    this.#forgetWhatIsGone();
    this.#made ??= this.#make();
    const made = await this.#made;
    if (row === 'user-a') return { credentials: made.key, how: 'by an access key of its own' };
    const { clock } = this.#opening;
    if (!this.#session || clock.now().getTime() - this.#session.since > FRESH) {
      this.#session = { since: clock.now().getTime(), credentials: this.#openSession(made) };
    }
    const credentials = await this.#session.credentials;
    this.#signedIn = true;
    return { credentials, how: 'signed in with a real MFA code' };
  }

  left(): boolean {
    return this.#opening.ledger.probe() !== undefined;
  }

  async clear(): Promise<string | undefined> {
    if (!this.left()) return undefined;
    const { clients, facts, ledger } = this.#opening;
    await removeCredentials(clients.iam, facts, ledger);
    if (!this.#keyId) {
      return `An interrupted probe left an access key or an MFA device on ${facts.userName}. kms-lab removed it.`;
    }
    const asked = this.#signedIn
      ? `${facts.userName} was asked with a real MFA code as well. What MFA adds, kms:PutKeyPolicy and its like, has no dry run and stays evaluated. `
      : '';
    return `${asked}kms-lab removed the access key and the MFA device that it created on ${facts.userName} for this.`;
  }

  async #isThere(): Promise<boolean> {
    const { clients, facts } = this.#opening;
    const { userName: UserName } = facts;
    const found = await ifExists(clients.iam.send(new GetUserCommand({ UserName })));
    if (!found?.User) return false;
    if (isOurUser(found.User)) return true;
    throw new LabError(
      'ERR_NOT_OURS',
      `The lab did not create the user ${UserName}, so kms-lab does not probe as this user.`,
      {
        hint: 'name another user, which the lab then creates: --user NAME; or omit --probe-mfa',
      },
    );
  }

  /** A rollback deletes the user, and the credentials with it. */
  #forgetWhatIsGone(): void {
    if (this.#keyId === undefined || this.#opening.ledger.probe()?.accessKeyId === this.#keyId) return;
    this.#keyId = undefined;
    this.#made = undefined;
    this.#session = undefined;
  }

  async #make(): Promise<Made> {
    const { clients, facts, ledger, clock } = this.#opening;
    const { userName } = facts;
    await removeCredentials(clients.iam, facts, ledger);
    await this.requireOurs();
    const mark = { userName, at: clock.now().toISOString() };
    await ledger.recordProbe(mark);
    const { AccessKey } = await clients.iam.send(new CreateAccessKeyCommand({ UserName: userName }));
    const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = AccessKey ?? {};
    await ledger.recordProbe({ ...mark, accessKeyId });
    this.#keyId = accessKeyId;
    const key = { accessKeyId, secretAccessKey };
    const [device, { Codes }] = await Promise.all([
      makeDevice(clients.iam, facts, userName),
      import('./codes.ts'),
    ]);
    const { SerialNumber: serial = '', Base32StringSeed: seed = new Uint8Array() } =
      device.VirtualMFADevice ?? {};
    const codes = new Codes(seed, { now: clock.now, pause: (ms) => this.#pause(ms) });
    await this.#untilKnown(async () => {
      const [AuthenticationCode1, AuthenticationCode2] = codes.pair();
      return clients.iam.send(
        new EnableMFADeviceCommand({
          UserName: userName,
          SerialNumber: serial,
          AuthenticationCode1,
          AuthenticationCode2,
        }),
      );
    });
    await this.#untilKnownEverywhere(key);
    return { key, serial, codes };
  }

  async #openSession({ key, serial: SerialNumber, codes }: Made): Promise<AwsCredentialIdentity> {
    const { sts } = this.#opening.clients.actingAs(key);
    const { Credentials } = await this.#untilKnown(async () =>
      sts.send(
        new GetSessionTokenCommand({
          SerialNumber,
          TokenCode: await codes.next(),
          DurationSeconds: SESSION,
        }),
      ),
    );
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    const session = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    };
    await this.#untilKnownEverywhere(session);
    return session;
  }

  /** STS and KMS learn about credentials independently. A refusal of DescribeKey is an answer. */
  async #untilKnownEverywhere(credentials: AwsCredentialIdentity): Promise<void> {
    const { clients, facts } = this.#opening;
    const { sts, kms } = clients.actingAs(credentials);
    await this.#untilKnown(() => sts.send(new GetCallerIdentityCommand({})));
    await this.#untilKnown(async () => {
      try {
        await kms.send(new DescribeKeyCommand({ KeyId: facts.key.arn }));
      } catch (error) {
        if ((error as Error).name !== 'AccessDeniedException') throw error;
      }
    });
  }

  async #untilKnown<T>(ask: () => Promise<T>): Promise<T> {
    for (const pause of PAUSES) {
      try {
        return await ask();
      } catch (error) {
        if (!isNotYet(error)) throw error;
        await this.#pause(pause);
      }
    }
    return ask();
  }

  /** Stops within a second after Ctrl-C. */
  async #pause(ms: number): Promise<void> {
    const { clock, signal } = this.#opening;
    const until = clock.now().getTime() + ms;
    for (let rest = ms; rest > 0; rest = until - clock.now().getTime()) {
      if (signal?.aborted) throw new LabError('ERR_INTERRUPTED', 'Stopped while waiting for an MFA code.');
      await clock.sleep(Math.min(rest, 1000));
    }
  }
}

const isNotYet = (error: unknown): boolean => {
  if (NOT_YET.test(awsCode(error) ?? '')) return true;
  const cause = error instanceof LabError ? error.cause : error;
  return cause instanceof Error && NOTHING_KNOWN.test(cause.message);
};

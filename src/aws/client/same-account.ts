import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';
import { LabError } from '../../contract/errors.ts';
import type { CredentialSource } from './target.ts';

/**
 * Keeps a command in the account that it began in. A program, a session or a profile that is renewed may answer with
 * credentials of another account: these sign nothing but the question whose they are.
 */
export class SameAccount {
  readonly #signedBy: (credentials: AwsCredentialIdentity) => STSClient;
  #account: string | undefined;
  #known: string | undefined;

  /** `signedBy`: a client that uses only these credentials. */
  constructor(signedBy: (credentials: AwsCredentialIdentity) => STSClient) {
    this.#signedBy = signedBy;
  }

  /** Learns the account from the first answer of GetCallerIdentity. */
  watch(sts: STSClient): void {
    sts.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          const result = await next(args);
          if (commandName === GetCallerIdentityCommand.name) {
            this.#account ??= (result.output as { readonly Account?: string }).Account;
          }
          return result;
        },
      { step: 'initialize', name: 'learnAccount' },
    );
  }

  /** The same source; throws `ERR_WRONG_ACCOUNT` in place of credentials of another account. */
  of(source: CredentialSource): CredentialSource {
    if (typeof source !== 'function') return source;
    return async () => {
      const credentials = await source();
      const { accessKeyId, sessionToken = '' } = credentials;
      const name = `${accessKeyId} ${sessionToken}`;
      if (this.#account !== undefined && this.#known !== name)
        await this.#require(this.#account, credentials);
      this.#known = name;
      return credentials;
    };
  }

  async #require(account: string, credentials: AwsCredentialIdentity): Promise<void> {
    const { Account: now } = await this.#signedBy(credentials).send(new GetCallerIdentityCommand({}));
    if (now === account) return;
    throw new LabError(
      'ERR_WRONG_ACCOUNT',
      `The credentials were renewed, and now belong to account ${now}. The command began in account ${account}.`,
      { hint: `sign in to ${account} again, and repeat the command` },
    );
  }
}

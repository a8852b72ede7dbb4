import type { LabError } from '../../contract/errors.ts';
import type { Facts } from '../../contract/facts.ts';
import type { Ledger } from '../../contract/ledger.ts';
import type { Resources } from '../../contract/resource.ts';
import type { Clients } from '../client/clients.ts';
import type { IamReader } from '../client/iam-policies.ts';
import type { FindResult } from '../find/found.ts';
import type { Gone } from '../stock.ts';
import type { InstanceCommands } from '../web-app/commands.ts';
import { alias } from './alias.ts';
import { type KeepsControl, keyPolicyResource } from './key-policy.ts';
import type { MayOperator } from './permitted.ts';
import { rolePolicy } from './role-policy.ts';
import { user } from './user.ts';
import { webAppProcess } from './web-app.ts';

/** What the lab's resources are read and written with. */
export interface Given {
  readonly clients: Clients;
  readonly reader: IamReader;
  readonly facts: Facts;
  readonly ledger: Ledger;
  readonly instance: InstanceCommands;
  /** The web app's address. */
  readonly address: FindResult<string>;
  readonly gone: Gone;
  readonly keepsControl: KeepsControl;
  readonly may: MayOperator;
  readonly usualOperator: string | undefined;
  sleep(ms: number): Promise<void>;
}

/** Everything the lab may change: its allow-list. */
export const resourcesIn = (given: Given): Resources => {
  const { clients, reader, facts, ledger, instance, address, gone, sleep, may } = given;
  const { iam, kms, s3 } = clients;
  return {
    alias: alias(kms, facts, may),
    'role-policy': orGone(rolePolicy({ iam, reader, facts, ledger, may }), gone.rolePolicy),
    user: user(iam, facts, ledger, may),
    'key-policy': keyPolicyResource(kms, facts, sleep, { iam, ...given }),
    'web-app': orGone(webAppProcess(instance, s3, facts, address, may), gone.instance),
  };
};

/** What contains it is gone or cannot be read, so it has no document. */
function orGone<R extends Resources[keyof Resources]>(resource: R, error: LabError | undefined): R {
  return error ? { ...resource, gone: error, read: async () => undefined, tidy: undefined } : resource;
}

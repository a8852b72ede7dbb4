import type { MiddlewareStack } from '@smithy/types';
import type { CallCounts } from '../../contract/lab.ts';

/** Operations of the lab that can change an account. SSM commands count as their sender says: see `instance.ts`. */
const WRITES = new Set([
  'CreateAliasCommand',
  'UpdateAliasCommand',
  'PutKeyPolicyCommand',
  'CreatePolicyVersionCommand',
  'DeletePolicyVersionCommand',
  'SetDefaultPolicyVersionCommand',
  'PutRolePolicyCommand',
  'CreateUserCommand',
  'DeleteUserCommand',
  'CreateAccessKeyCommand',
  'DeleteAccessKeyCommand',
  'CreateVirtualMFADeviceCommand',
  'EnableMFADeviceCommand',
  'DeactivateMFADeviceCommand',
  'DeleteVirtualMFADeviceCommand',
  'DeleteObjectCommand',
  'CreatePolicyCommand',
  'DeletePolicyCommand',
  'CreateRoleCommand',
  'DeleteRoleCommand',
  'AttachRolePolicyCommand',
  'DetachRolePolicyCommand',
  'CreateInstanceProfileCommand',
  'DeleteInstanceProfileCommand',
  'AddRoleToInstanceProfileCommand',
  'RemoveRoleFromInstanceProfileCommand',
  'CreateKeyCommand',
  'ImportKeyMaterialCommand',
  'ScheduleKeyDeletionCommand',
  'DeleteAliasCommand',
  'CreateBucketCommand',
  'DeleteBucketCommand',
  'PutBucketTaggingCommand',
  'PutPublicAccessBlockCommand',
  'PutObjectCommand',
  'DeleteObjectsCommand',
  'CreateSecurityGroupCommand',
  'DeleteSecurityGroupCommand',
  'AuthorizeSecurityGroupIngressCommand',
  'RunInstancesCommand',
  'TerminateInstancesCommand',
]);

/** Counts requests as they are sent, retries included. */
export class CallCounter implements CallCounts {
  calls = 0;
  writes = 0;
  /** Where the last request went: a profile, or the environment, may have named an endpoint. */
  hostname: string | undefined;

  attach(client: { readonly middlewareStack: Pick<MiddlewareStack<object, object>, 'add'> }): void {
    client.middlewareStack.add(
      (next, context) => (args) => {
        this.calls += 1;
        this.hostname = (args.request as { readonly hostname?: string }).hostname;
        if (WRITES.has(context.commandName ?? '')) this.writes += 1;
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low', name: 'countCall' },
    );
  }

  countWrite(): void {
    this.writes += 1;
  }
}

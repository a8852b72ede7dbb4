import {
  CreatePolicyVersion$,
  type CreatePolicyVersionCommand,
  DeletePolicyVersion$,
  type DeletePolicyVersionCommand,
  GetPolicyVersion$,
  type GetPolicyVersionCommand,
  ListPolicyVersions$,
  type ListPolicyVersionsCommand,
  SetDefaultPolicyVersion$,
  type SetDefaultPolicyVersionCommand,
} from '@aws-sdk/client-iam';
import type { ManagedPolicy } from '../../world.ts';
import { type IamCall, iamAction } from '../call.ts';
import { encodeDocument, identityDocument } from '../document.ts';
import { peek } from '../entities.ts';
import { findOwnPolicy, findPolicy, onPolicy, peekPolicy, refuseNoArn } from '../managed-policies.ts';
import { iamPage } from '../page.ts';
import { deleteConflict, limitExceeded, noSuchEntity } from '../refusals.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html */
const MAX_VERSIONS = 5;

export const CreatePolicyVersion = iamAction<CreatePolicyVersionCommand>()({
  schema: CreatePolicyVersion$,
  on: onPolicy,
  handle: (call) => {
    const policy = findOwnPolicy(call);
    const document = identityDocument(call.input.PolicyDocument, 'managed');
    if (Object.keys(policy.versions).length >= MAX_VERSIONS) {
      throw limitExceeded(
        `A managed policy can have up to ${MAX_VERSIONS} versions. Before you create a new version, you must delete an existing version.`,
      );
    }
    const id = `v${policy.nextVersion}`;
    const created = call.now.toISOString();
    policy.versions[id] = { document, created };
    policy.nextVersion += 1;
    policy.updated = created;
    if (call.input.SetAsDefault) policy.defaultVersion = id;
    return { PolicyVersion: versionOf(policy, id) };
  },
});

export const GetPolicyVersion = iamAction<GetPolicyVersionCommand>()({
  schema: GetPolicyVersion$,
  readOnly: true,
  on: onPolicy,
  handle: (call) => {
    const { document } = heldVersion(call);
    const policy = findPolicy(call);
    const id = call.input.VersionId;
    return {
      PolicyVersion: { ...versionOf(policy, id), Document: encodeDocument(document) },
    };
  },
});

/** Newest first. */
export const ListPolicyVersions = iamAction<ListPolicyVersionsCommand>()({
  schema: ListPolicyVersions$,
  readOnly: true,
  on: onPolicy,
  handle: (call) => {
    const policy = findPolicy(call);
    const ids = Object.keys(policy.versions).sort((a, b) => Number(b.slice(1)) - Number(a.slice(1)));
    const { items, rest } = iamPage(ids, call.input, (id) => id);
    return { Versions: items.map((id) => versionOf(policy, id)), ...rest };
  },
});

export const SetDefaultPolicyVersion = iamAction<SetDefaultPolicyVersionCommand>()({
  schema: SetDefaultPolicyVersion$,
  on: onPolicy,
  handle: (call) => {
    heldVersion(call);
    const policy = findOwnPolicy(call);
    policy.defaultVersion = call.input.VersionId;
    policy.updated = call.now.toISOString();
    return {};
  },
});

export const DeletePolicyVersion = iamAction<DeletePolicyVersionCommand>()({
  schema: DeletePolicyVersion$,
  on: onPolicy,
  handle: (call) => {
    heldVersion(call);
    const policy = findOwnPolicy(call);
    const { VersionId: id } = call.input;
    if (id === policy.defaultVersion) throw deleteConflict('Cannot delete the default version of a policy.');
    delete policy.versions[id];
    return {};
  },
});

type OnVersion = IamCall<{ readonly PolicyArn: string; readonly VersionId: string }>;

/** IAM's words are the same whether the policy or its version does not exist. */
function heldVersion({ account, input: { PolicyArn: arn, VersionId: id } }: OnVersion) {
  refuseNoArn(arn);
  const version = peek(peekPolicy(account, arn)?.versions ?? {}, id);
  if (!version) throw noSuchEntity(`Policy ${arn} version ${id} does not exist or is not attachable.`);
  return version;
}

const versionOf = (policy: ManagedPolicy, id: string) => ({
  VersionId: id,
  IsDefaultVersion: id === policy.defaultVersion,
  CreateDate: new Date(policy.versions[id]!.created),
});

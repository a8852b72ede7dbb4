import { ListPolicyVersionsCommand } from '@aws-sdk/client-iam';
import type { PolicyDocument } from '../../policy/document.ts';
import { allows, PolicyEditError, withoutAction } from '../../policy/edit.ts';
import { everyPage } from '../client/pages.ts';
import { required } from '../find/found.ts';
import { WORKSHOP_ACTIONS } from '../find/role-policy.ts';
import { MAX_VERSIONS } from '../resources/role-policy.ts';
import { broken, type Examination, fine, warning } from './examination.ts';

/**
 * Characters, not counting white space; a role's inline policies count together.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const LARGEST = { managed: 6_144, inline: 10_240 } as const;
const NEARLY = 0.9;

const role: Examination = {
  id: 'role',
  topic: 'role',
  title: 'role',
  needs: ['account', 'identity'],
  setUp: true,
  look: async (context) => fine((await required(context.role())).arn),
};

const policy: Examination = {
  id: 'role-policy',
  topic: 'role',
  title: 'role policy',
  needs: ['role', 'key', 'memory'],
  setUp: true,
  async look(context) {
    const { kind, name, document } = await required(context.rolePolicy());
    const { arn } = (await required(context.key())).fact;
    const lacking = WORKSHOP_ACTIONS.filter((action) => !allows(document, action, arn));
    const found = `${name} (${kind}), by what it allows`;
    if (lacking.length === 0) return fine(found);
    const said = `${found}; it does not allow ${lacking.join(', ')}`;
    if (lacking.every((action) => action === 'kms:Decrypt')) {
      return warning(
        `${said}, as after the step strip-decrypt`,
        'kms-lab status says where the account stands',
      );
    }
    return broken(said, `let it allow ${WORKSHOP_ACTIONS.join(', ')} on ${arn}, as the workshop does`);
  },
};

const versions: Examination = {
  id: 'policy-versions',
  topic: 'role',
  title: 'policy versions',
  needs: ['role-policy'],
  async look(context) {
    const found = await required(context.rolePolicy());
    if (found.kind === 'inline') return fine('an inline policy has none');
    const { arn: PolicyArn } = found;
    const { ledger } = await context.memory();
    const all = await everyPage(
      (Marker) => context.clients.iam.send(new ListPolicyVersionsCommand({ PolicyArn, Marker })),
      (page) => [page.Versions, page.Marker],
    );
    const ours = all.filter(({ VersionId = '' }) => ledger.madePolicyVersion(PolicyArn, VersionId));
    const said = `${all.length} of ${MAX_VERSIONS}, ${ours.length} of them made by the lab`;
    if (all.length < MAX_VERSIONS) return fine(said);
    if (ours.some(({ IsDefaultVersion }) => !IsDefaultVersion)) {
      return fine(`${said}: the lab deletes its oldest to make room`);
    }
    const others = all.filter(({ IsDefaultVersion }) => !IsDefaultVersion).map(({ VersionId }) => VersionId);
    return broken(
      `${said}: there is no room for another, and the lab deletes only versions that it created`,
      `delete one that is not needed: aws iam delete-policy-version --policy-arn ${PolicyArn} --version-id ID, one of ${others.join(', ')}`,
    );
  },
};

const size: Examination = {
  id: 'policy-size',
  topic: 'role',
  title: 'policy size',
  needs: ['role-policy'],
  async look(context) {
    const { kind, document } = await required(context.rolePolicy());
    const others =
      kind === 'inline'
        ? (await required(context.attached()))
            .filter((each) => each.arn === undefined && each.document !== document)
            .map((each) => each.document)
        : [];
    const limit = LARGEST[kind];
    const remedy = 'shorten it: remove what is not needed, or name actions instead of wildcards';
    try {
      // What the lab writes may be longer than what it found: it replaces a wildcard with the actions that it
      // matches.
      const longest = Math.max(lengthOf(document), lengthOf(withoutAction(document, 'kms:Decrypt')));
      const length = longest + others.map(lengthOf).reduce((sum, each) => sum + each, 0);
      const found = `${length.toLocaleString('en')} of ${limit.toLocaleString('en')} characters at its longest`;
      if (length > limit) return broken(`${found}: IAM would refuse it without kms:Decrypt`, remedy);
      return length < limit * NEARLY ? fine(found) : warning(found, remedy);
    } catch (error) {
      if (!(error instanceof PolicyEditError)) throw error;
      return broken(error.message, 'name the actions of KMS other than kms:Decrypt in the policy');
    }
  },
};

const lengthOf = (document: PolicyDocument): number => JSON.stringify(document).replace(/\s/g, '').length;

export const ROLE_EXAMINATIONS: readonly Examination[] = [role, policy, versions, size];

import { describe, expect, test } from 'vitest';
import { GRANTS } from '../../../src/aws/permissions.ts';
import { canned, xml, xmlError } from '../canned.ts';
import { allowing, type Opened, open } from '../opened.ts';
import { asUser, type Case, cannedKey, IDENTITY, operatorMayNot, testCases } from './cases.ts';
import { examineOpened } from './examined.ts';

const THE_ROLE = 'arn:aws:iam::111122223333:role/KMSWorkshop-InstanceInitRole';

/** An operator whose IAM policies do not mention KMS. */
const withoutKms = ({ home }: Opened): void => {
  const operator = home.users.operator!;
  operator.attached = [];
  operator.groups = [];
  operator.inline.rest = allowing('iam:*', 'ec2:*', 's3:*', 'ssm:*');
};

const keyPolicyDenies =
  (action: string) =>
  ({ key }: Opened): void => {
    const [first] = [key.policy.Statement].flat();
    key.policy = {
      ...key.policy,
      Statement: [first!, { Effect: 'Deny', Principal: '*', Action: action, Resource: '*' }],
    };
  };

testCases([
  {
    of: 'permissions-to-plan',
    when: 'an administrator',
    state: 'fine',
    found: /^all \d+ are allowed \(simulated\)$/,
  },
  {
    of: 'permissions-to-run',
    when: 'an administrator',
    state: 'fine',
    found: /^all \d+ are allowed \(simulated\)$/,
  },
  {
    of: 'permissions-to-reset',
    when: 'an administrator',
    state: 'fine',
    found: /^all \d+ are allowed \(simulated\)$/,
  },
  {
    of: 'permissions-to-run',
    when: 'a policy denies everything in other regions, and from other addresses',
    world: ({ home }) => {
      home.users.operator!.inline.less = {
        Statement: [
          {
            Effect: 'Deny',
            Action: '*',
            Resource: '*',
            Condition: { StringNotEquals: { 'aws:RequestedRegion': 'us-east-1' } },
          },
          {
            Effect: 'Deny',
            Action: '*',
            Resource: '*',
            Condition: { NotIpAddress: { 'aws:SourceIp': '127.0.0.0/8' } },
          },
        ],
      };
    },
    state: 'fine',
    found: /^all \d+ are allowed \(simulated\)$/,
  },
  {
    of: 'permissions-to-run',
    when: 'the root',
    setting: (opened) => asUser(opened, 'root'),
    state: 'fine',
    found: /root needs nothing from IAM/,
  },
  {
    of: 'permissions-to-run',
    when: 'a policy denies one',
    world: operatorMayNot('iam:CreateUser'),
    state: 'broken',
    found: /^1 of \d+ are lacking: a policy denies iam:CreateUser on user\/userA$/,
    remedy: /^No Allow can lift a Deny: change the policy that denies, or sign in as another principal$/,
  },
  {
    of: 'permissions-to-plan',
    when: 'only a run needs what is denied',
    world: operatorMayNot('iam:CreateUser'),
    state: 'fine',
    found: /^all/,
  },
  {
    of: 'permissions-to-reset',
    when: 'no policy allows one',
    world: ({ home }) => {
      const operator = home.users.operator!;
      operator.attached = [];
      operator.groups = [];
      const actions = GRANTS.flatMap(({ actions }) => Object.keys(actions)).filter(
        (action) => action !== 's3:DeleteObject',
      );
      operator.inline.most = allowing(...new Set(actions), 'iam:SimulatePrincipalPolicy');
    },
    state: 'broken',
    found: /^1 of \d+ are lacking: no policy allows s3:DeleteObject on \S+$/,
    remedy: /^let the operator have them: kms-lab permissions reset prints the policy$/,
  },
  {
    of: 'permissions-to-plan',
    when: 'the simulator is closed to the operator',
    world: operatorMayNot('iam:SimulatePrincipalPolicy'),
    state: 'unknown',
    found: /iam:SimulatePrincipalPolicy/,
  },
  {
    of: 'permissions-to-plan',
    when: 'the key is not there',
    world: ({ home }) => Object.assign(home, { aliases: {}, buckets: {} }),
    state: 'unknown',
    found:
      /^\d+ are allowed \(simulated\); [1-9]\d* more could not be asked about without the key, its policy$/,
  },
  {
    of: 'permissions-to-run',
    when: 'the key may not be read',
    world: operatorMayNot('kms:DescribeKey'),
    state: 'unknown',
    found:
      /^\d+ are allowed \(simulated\); [1-9]\d* more could not be asked about without the key, its policy$/,
    remedy: /could not be read/,
  },
  {
    of: 'permissions-to-plan',
    when: 'the instance may not be read, and a policy denies more',
    world: operatorMayNot('ec2:DescribeInstances', 's3:GetObject'),
    state: 'broken',
    found:
      /are lacking: .*; [1-9]\d* more could not be asked about without the instance profile, the instance$/,
  },
  {
    of: 'permissions-to-run',
    when: 'the key policy gives what IAM does not',
    world: (opened) => {
      withoutKms(opened);
      opened.home.users.operator!.inline.list = allowing(
        ...['kms:ListAliases', 'kms:ListKeys', 'kms:CreateAlias', 'kms:UpdateAlias'],
      );
      const [first] = [opened.key.policy.Statement].flat();
      opened.key.policy = {
        ...opened.key.policy,
        Statement: [{ ...first!, Principal: { AWS: opened.home.users.operator!.id } }],
      };
    },
    state: 'fine',
    found: /^all/,
  },
  {
    of: 'permissions-to-run',
    when: 'the key policy takes what IAM gives',
    world: keyPolicyDenies('kms:PutKeyPolicy'),
    state: 'broken',
    found: /^1 of \d+ are lacking: a policy denies kms:PutKeyPolicy on key\/[\w-]+$/,
  },
  {
    of: 'permissions-to-run',
    when: 'a session of a role',
    setting: (opened) => asUser(opened, 'instance-role'),
    world: ({ role }) => {
      role.attached.push('arn:aws:iam::aws:policy/AdministratorAccess');
      role.boundary = 'arn:aws:iam::aws:policy/AdministratorAccess';
    },
    state: 'fine',
    found: /session policies are not simulated$/,
  },
  {
    of: 'use-of-the-key',
    when: 'all of it',
    state: 'fine',
    found: /^kms:Encrypt, kms:GenerateDataKey, kms:Decrypt are allowed \(tried, by dry runs\)$/,
  },
  {
    of: 'use-of-the-key',
    when: 'one is denied',
    world: operatorMayNot('kms:Decrypt'),
    state: 'broken',
    found: /^kms:Decrypt: AccessDeniedException: with an explicit deny in an identity-based policy$/,
    remedy: /in IAM and in the key policy/,
  },
  {
    of: 'use-of-the-key',
    when: 'the key is disabled, a refusal would prove nothing',
    world: ({ key }) => Object.assign(key, { state: 'Disabled' }),
    state: 'unknown',
    found: /^needs key-state$/,
  },
  {
    of: 'control-of-the-key',
    when: 'by the account',
    state: 'fine',
    found: /kms:PutKeyPolicy.* \(evaluated\)$/,
  },
  {
    of: 'control-of-the-key',
    when: 'IAM denies it',
    world: operatorMayNot('kms:PutKeyPolicy'),
    state: 'broken',
    found: /kms:PutKeyPolicy is refused/,
    remedy: /no Allow can lift that\. An administrator has to change the identity-based policy\.$/,
  },
  {
    of: 'control-of-the-key',
    when: 'the key policy denies it',
    world: keyPolicyDenies('kms:PutKeyPolicy'),
    state: 'broken',
    found: /kms:PutKeyPolicy is refused/,
    remedy: /As a rule, the account root is one/,
  },
] satisfies readonly Case[]);

describe('each permission', () => {
  test('is in the record, with the resource it is for', async () => {
    const opened = await open();
    operatorMayNot('s3:DeleteObject')(opened);
    const examined = await examineOpened(opened);
    const { permissions = [] } = examined.of('permissions-to-reset');
    expect(permissions).toContainEqual({
      action: 's3:DeleteObject',
      resource: 'arn:aws:s3:::kmsworkshop-111122223333/kms-lab-sample-upload.txt',
      decision: 'explicitly-denied',
    });
    const { permissions: looking = [] } = examined.of('permissions-to-plan');
    expect(looking).toContainEqual({ action: 'iam:GetRole', resource: THE_ROLE, decision: 'allowed' });
    expect(
      permissions.filter((one) =>
        looking.some(({ action, resource }) => one.action === action && one.resource === resource),
      ),
    ).toEqual([]);
  });
});

test('trying on a target that enforces no policies proves nothing', async () => {
  expect((await examineOpened(await cannedKey())).of('use-of-the-key')).toMatchObject({
    state: 'warning',
    found: expect.stringContaining('what is tried proves nothing'),
  });
});

describe('IAM’s simulator, where its answers differ from the sandbox’s', () => {
  /** What is found where every action is answered like this. Nothing else of the account is there. */
  async function simulating(answer: string) {
    const asked: URLSearchParams[] = [];
    const opened = await canned(({ operation, body }) => {
      if (operation === 'GetCallerIdentity') return IDENTITY;
      if (operation !== 'SimulatePrincipalPolicy') return xmlError('NoSuchEntity', 'not there', 404);
      const simulation = new URLSearchParams(body);
      asked.push(simulation);
      const members = namedIn(simulation, 'ActionNames').map(
        (action) => `<member><EvalActionName>${action}</EvalActionName>${answer}</member>`,
      );
      return xml(operation, `<EvaluationResults>${members.join('')}</EvaluationResults>`);
    });
    return { asked, ...(await examineOpened(opened)) };
  }

  const namedIn = (body: URLSearchParams, list: string): readonly string[] =>
    [...body].filter(([name]) => name.startsWith(`${list}.member.`)).map(([, value]) => value);

  test('is asked once for each kind of resource of a service, for all purposes together', async () => {
    const { asked } = await simulating('<EvalDecision>allowed</EvalDecision>');
    const kinds = asked.map((body) => {
      const services = new Set(namedIn(body, 'ActionNames').map((action) => action.split(':')[0]));
      return `${[...services].join()} ${namedIn(body, 'ResourceArns').join()}`;
    });
    expect(kinds.sort()).toEqual([
      'ec2 *',
      'iam *',
      'iam arn:aws:iam::111122223333:user/operator',
      'iam arn:aws:iam::111122223333:user/userA',
      'kms *',
      'kms arn:aws:kms:us-east-1:111122223333:alias/ImportedCMK',
      's3 arn:aws:s3:::kmsworkshop-111122223333',
      's3 arn:aws:s3:::kmsworkshop-111122223333/SampleFile-KMS.txt',
      's3 arn:aws:s3:::kmsworkshop-111122223333/kms-lab-sample-upload.txt',
      'ssm *',
      'ssm arn:aws:ssm:us-east-1::document/AWS-RunShellScript',
    ]);
  });

  test('what depends on conditions is neither a refusal nor a permission', async () => {
    const { of } = await simulating(
      '<EvalDecision>implicitDeny</EvalDecision><MissingContextValues><member>aws:MultiFactorAuthAge</member></MissingContextValues>',
    );
    expect(of('permissions-to-run')).toMatchObject({
      state: 'warning',
      found: expect.stringContaining('depend on aws:MultiFactorAuthAge, which the simulator was not told'),
    });
  });

  test('what the organization refuses cannot be given by a policy of the account', async () => {
    const { of } = await simulating(
      '<EvalDecision>explicitDeny</EvalDecision><OrganizationsDecisionDetail><AllowedByOrganizations>false</AllowedByOrganizations></OrganizationsDecisionDetail>',
    );
    expect(of('permissions-to-run')).toMatchObject({
      state: 'broken',
      found: expect.stringMatching(/the organization refuses .*iam:CreateUser/),
      remedy: expect.stringContaining('no policy of this account helps'),
    });
  });
});

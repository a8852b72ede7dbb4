import { alias } from '../../src/aws/resources/alias.ts';
import { keyPolicyResource } from '../../src/aws/resources/key-policy.ts';
import { rolePolicy } from '../../src/aws/resources/role-policy.ts';
import { user } from '../../src/aws/resources/user.ts';
import { webAppProcess } from '../../src/aws/resources/web-app.ts';
import type { Elsewhere } from '../../src/contract/elsewhere.ts';
import { type Facts, iamArn } from '../../src/contract/facts.ts';
import type { Attempt } from '../../src/contract/hint.ts';
import type { Resources, Snapshot } from '../../src/contract/resource.ts';
import { route } from '../../src/engine/route.ts';
import { changesBetween } from '../../src/engine/snapshot.ts';
import { allowingActions, type Slip } from '../../src/selftest/slips/slip.ts';
import { defaultKeyPolicy } from '../../steps/documents/index.ts';
import { pipeline } from '../../steps/index.ts';

const accountId = '111122223333';
const arn = (rest: string) => iamArn({ partition: 'aws', accountId }, rest);

export const FACTS: Facts = {
  accountId,
  partition: 'aws',
  region: 'us-east-1',
  operator: { kind: 'user', accountId, arn: arn('user/operator'), id: 'AIDAOPERATOR' },
  role: { name: 'KMSWorkshop-InstanceInitRole', arn: arn('role/KMSWorkshop-InstanceInitRole') },
  rolePolicy: {
    kind: 'managed',
    name: 'KMSWorkshop-AdditionalPermissions',
    arn: arn('policy/KMSWorkshop-AdditionalPermissions'),
  },
  key: {
    id: '1b2c3d4e-5f60-4718-92a3-b4c5d6e7f809',
    arn: `arn:aws:kms:us-east-1:${accountId}:key/1b2c3d4e-5f60-4718-92a3-b4c5d6e7f809`,
    alias: 'alias/ImportedCMK',
  },
  userName: 'userA',
  bucket: `kmsworkshop-${accountId}`,
  sampleObject: 'SampleFile-KMS.txt',
  instance: { id: 'i-0a1b2c3d4e5f60718', publicIp: '203.0.113.10' },
};

const START: Snapshot = {
  alias: { keyId: FACTS.key.id },
  'role-policy': allowingActions(
    'kms:Decrypt',
    'kms:Encrypt',
    'kms:GenerateDataKey',
    'kms:TagResource',
    'kms:UntagResource',
  ),
  'key-policy': defaultKeyPolicy(FACTS),
};

const nothing = undefined as never;
/** The lab's own resources: their names, and when two of their documents are the same. */
export const resourcesOf = (facts: Facts): Resources => ({
  alias: alias(nothing, facts, nothing),
  'role-policy': rolePolicy({ iam: nothing, reader: nothing, facts, ledger: nothing, may: nothing }),
  user: user(nothing, facts, nothing, nothing),
  'key-policy': keyPolicyResource(nothing, facts, nothing, {
    iam: nothing,
    keepsControl: nothing,
  }),
  'web-app': webAppProcess(nothing, nothing, facts, { kind: 'found', is: '' }, nothing),
});
const lab = { resources: resourcesOf(FACTS) };

export const NOTHING_ELSEWHERE: Elsewhere = {
  keys: [],
  missing: [],
  rolePolicies: [],
  versions: [],
  userNames: ['operator', 'another-admin'],
  webApp: { url: 'http://203.0.113.10', knock: 'answers' },
};

/** The attempt at a step of the page with this mistake in it. */
export function attemptWith({
  step,
  variant = 'corrected',
  now,
  elsewhere,
  failed = [],
  changed = [],
  lacking = [],
  byHand,
  blind,
}: Omit<Slip, 'slip' | 'hint' | 'mentions'>): Attempt {
  const places = route(pipeline, START, FACTS, variant);
  const index = places.findIndex(({ stage }) => stage?.step.id === step);
  const before = places[index - 1]!.documents;
  const { documents: wanted, stage } = places[index]!;
  const standing: Snapshot = JSON.parse(JSON.stringify({ ...wanted, ...now?.(wanted, before) }));
  return {
    step: { id: step, title: stage!.step.title },
    facts: FACTS,
    variant,
    since: '2026-06-01T12:00:00.000Z',
    places: places.map((place) => ({
      id: place.id,
      documents: place.documents,
      ...(place.stage ? { title: place.stage.step.title } : {}),
    })),
    before,
    now: standing,
    wanted,
    missing: changesBetween(lab, standing, wanted),
    failed,
    changed,
    lacking,
    ...(byHand ? { byHand } : {}),
    ...(blind ? { blind } : {}),
    elsewhere: { ...NOTHING_ELSEWHERE, ...elsewhere },
  };
}

import { type AccessMatrix, type Cell, MATRIX_ACTIONS, type PrincipalId } from '../../src/contract/access.ts';
import type { LabEvent, Summary } from '../../src/contract/event.ts';
import { type Facts, iamArn, type Variant } from '../../src/contract/facts.ts';
import { type Change, RESOURCE_ORDER, type Snapshot } from '../../src/contract/resource.ts';
import { route } from '../../src/engine/route.ts';
import { type MatrixMember, predictMatrix } from '../../src/policy/access-matrix.ts';
import type { PolicyDocument } from '../../src/policy/document.ts';
import { defaultKeyPolicy } from '../../steps/documents/index.ts';
import { pipeline } from '../../steps/index.ts';

const accountId = '111122223333';
const arn = (rest: string) => iamArn({ partition: 'aws', accountId }, rest);
const user = (name: string, id = accountId) =>
  ({
    kind: 'user',
    accountId: id,
    arn: `arn:aws:iam::${id}:user/${name}`,
    id: `AIDA${name.toUpperCase()}`,
  }) as const;

export const FACTS: Facts = {
  accountId,
  partition: 'aws',
  region: 'us-east-1',
  operator: user('operator'),
  role: { name: 'KMSWorkshop-InstanceInitRole', arn: arn('role/KMSWorkshop-InstanceInitRole') },
  rolePolicy: {
    kind: 'managed',
    name: 'KMSWorkshop-AdditionalPermissions',
    arn: arn('policy/KMSWorkshop-AdditionalPermissions'),
  },
  key: {
    id: '0e2d6d5c-8f0f-4cbb-a5f6-2f6c1f9f3c11',
    arn: `arn:aws:kms:us-east-1:${accountId}:key/0e2d6d5c-8f0f-4cbb-a5f6-2f6c1f9f3c11`,
    alias: 'alias/ImportedCMK',
  },
  userName: 'userA',
  bucket: `kmsworkshop-${accountId}`,
  sampleObject: 'SampleFile-KMS.txt',
  instance: { id: 'i-0123456789abcdef0', publicIp: '203.0.113.7' },
};

const START: Snapshot = {
  alias: { keyId: FACTS.key.id },
  'role-policy': {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'UseTheKey',
        Effect: 'Allow',
        Action: ['kms:Encrypt', 'kms:GenerateDataKey*', 'kms:Decrypt', 'kms:ReEncrypt*'],
        Resource: '*',
      },
    ],
  },
  'key-policy': defaultKeyPolicy(FACTS),
};

const EVERYTHING = { name: 'AdministratorAccess', document: allowing('*') };

function allowing(action: string): PolicyDocument {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] };
}

const mfa = (age: string) => ({ 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': age });

const members = (documents: Snapshot): readonly MatrixMember[] => [
  {
    id: 'instance-role',
    caller: {
      kind: 'role-session',
      accountId,
      arn: `arn:aws:sts::${accountId}:assumed-role/${FACTS.role.name}/${FACTS.instance.id}`,
      roleArn: FACTS.role.arn,
      id: 'AROAROLE',
      sessionName: FACTS.instance.id,
    },
    policies: {
      identity: [{ name: FACTS.rolePolicy.name, document: documents['role-policy'] ?? allowing('') }],
    },
  },
  { id: 'operator', caller: FACTS.operator, policies: { identity: [EVERYTHING] } },
  { id: 'another-admin', caller: user('another-admin'), policies: { identity: [EVERYTHING] } },
  { id: 'user-a', caller: user('userA'), policies: { identity: [] } },
  { id: 'user-a-fresh-mfa', caller: user('userA'), policies: { identity: [] }, context: mfa('60') },
  { id: 'user-a-stale-mfa', caller: user('userA'), policies: { identity: [] }, context: mfa('600') },
  { id: 'root', caller: { kind: 'root', accountId, arn: arn('root') }, policies: { identity: [] } },
  {
    id: 'outsider',
    caller: user('outsider', '444455556666'),
    policies: { identity: [{ name: 'KmsForAll', document: allowing('kms:*') }] },
  },
];

/** Everyone's access under these documents; using the key is observed, controlling it is not. */
export const matrixOf = (documents: Snapshot): AccessMatrix =>
  predictMatrix(members(documents), MATRIX_ACTIONS, {
    arn: FACTS.key.arn,
    owner: accountId,
    policy: documents['key-policy'] ?? allowing(''),
  }).map(({ principal, action, decision }): Cell => {
    const cell = {
      principal: principal as PrincipalId,
      action: action as Cell['action'],
      predicted: decision,
    };
    if (/PutKeyPolicy|ScheduleKeyDeletion/.test(action)) return cell;
    return { ...cell, observed: { outcome: decision.outcome, evidence: decision.outcome } };
  });

const TITLES = {
  alias: 'alias alias/ImportedCMK',
  'role-policy': 'policy KMSWorkshop-AdditionalPermissions',
  user: 'user userA',
  'key-policy': 'key policy of alias/ImportedCMK',
  'web-app': 'web app on i-0123456789abcdef0',
} as const;

const changesBetween = (before: Snapshot, after: Snapshot): readonly Change[] =>
  RESOURCE_ORDER.filter((id) => JSON.stringify(before[id]) !== JSON.stringify(after[id])).map((id) => ({
    resource: id,
    title: TITLES[id],
    arn: FACTS.key.arn,
    before: before[id],
    after: after[id],
    calls: [`service:Write-${id}`],
  }));

export const places = (variant: Variant) => route(pipeline, START, FACTS, variant);

/** The changes of every step. */
export const allChanges = (variant: Variant): readonly Change[] =>
  places(variant).flatMap(({ documents }, index, all) =>
    index === 0 ? [] : changesBetween(all[index - 1]?.documents ?? START, documents),
  );

const summary = (command: string, rest: Partial<Summary>): LabEvent => ({
  type: 'summary',
  schemaVersion: 1,
  command,
  target: 'sandbox',
  accountId,
  region: 'us-east-1',
  variant: 'corrected',
  ok: true,
  steps: [],
  checks: [],
  calls: 214,
  writes: 6,
  durationMs: 812,
  exitCode: 0,
  ...rest,
});

const started = (command: string, variant: Variant): LabEvent => ({
  type: 'run-started',
  command,
  target: 'sandbox',
  facts: FACTS,
  variant,
  steps: pipeline.stages.map(({ step: { id, title } }) => ({ id, title })),
});

export const PASSED = {
  status: 'passed',
  expected: 'the instance role: kms:Encrypt allowed',
  observed: 'instance-role kms:Encrypt allowed (200)',
  evidence: 'observed',
} as const;

export const FAILED = {
  status: 'failed',
  expected: 'the instance role: kms:Decrypt implicitly-denied',
  observed: 'instance-role kms:Decrypt allowed (DryRunOperationException: the request would have succeeded)',
  evidence: 'observed',
} as const;

/** The engine's events of the whole lab. With `failing`, the checks of that step fail and the run ends there. */
export function recordedRun(variant: Variant = 'corrected', failing?: string): readonly LabEvent[] {
  const events: LabEvent[] = [started('run', variant), { type: 'checkpoint-saved', id: 'baseline' }];
  const steps: Summary['steps'][number][] = [];
  const all = places(variant);
  for (const [index, { id: place, documents, stage }] of all.entries()) {
    if (!stage) continue;
    const { id, title, findings } = stage.step;
    const changes = changesBetween(all[index - 1]?.documents ?? START, documents);
    const fails = id === failing;
    const verdict = fails ? FAILED : PASSED;
    const [check] = stage.checks(variant);
    if (!check) throw new Error(`${id} has no checks`);
    events.push(
      { type: 'step-started', step: { id, title } },
      ...changes.map((change): LabEvent => ({ type: 'change-planned', step: id, change })),
      ...changes.map((change): LabEvent => ({ type: 'change-applied', step: id, change })),
      { type: 'waiting', step: id, what: 'the checks to pass', elapsedMs: 40 },
      {
        type: 'check-settled',
        step: id,
        check: { id: check.id, title: check.title },
        verdict,
        looks: fails ? 4 : 1,
      },
      { type: 'matrix', step: id, matrix: matrixOf(documents) },
    );
    const status = fails ? 'failed' : 'applied';
    steps.push({ id, status, changes, checks: [{ id: check.id, ...verdict }] });
    if (!fails) {
      for (const finding of findings?.(variant) ?? []) events.push({ type: 'finding', step: id, finding });
      events.push({ type: 'checkpoint-saved', id: place });
    }
    events.push({ type: 'step-settled', step: id, status });
    if (fails) break;
  }
  const end = failing ? { ok: false, exitCode: 3 as const } : {};
  return [...events, summary('run', { steps, variant, ...end })];
}

/** The engine's events of a plan of everything. */
export function recordedPlan(variant: Variant = 'corrected'): readonly LabEvent[] {
  const all = places(variant);
  const events: LabEvent[] = [
    started('plan', variant),
    { type: 'standing', at: 'baseline', next: 'show-key-policy', drift: [] },
    { type: 'matrix', matrix: matrixOf(START), predictedOnly: true },
  ];
  const steps: Summary['steps'][number][] = [];
  for (const [index, { documents, stage }] of all.entries()) {
    if (!stage) continue;
    const { id, title } = stage.step;
    const changes = changesBetween(all[index - 1]?.documents ?? START, documents);
    events.push({ type: 'step-started', step: { id, title } });
    for (const change of changes) events.push({ type: 'change-planned', step: id, change });
    if (changes.length > 0) {
      events.push({ type: 'matrix', step: id, matrix: matrixOf(documents), predictedOnly: true });
    }
    events.push({ type: 'step-settled', step: id, status: changes.length > 0 ? 'skipped' : 'unchanged' });
    steps.push({ id, status: 'skipped', changes, checks: [] });
  }
  return [...events, summary('plan', { steps, ok: false, exitCode: 4, writes: 0 })];
}

export const recordedMatrix = (): readonly LabEvent[] => [
  started('matrix', 'corrected'),
  { type: 'matrix', matrix: matrixOf(START) },
  summary('matrix', { writes: 0 }),
];

/** A status of an account that another user changed. */
export const recordedDrift = (): readonly LabEvent[] => [
  started('status', 'corrected'),
  { type: 'standing', drift: allChanges('corrected').slice(0, 1) },
  summary('status', { ok: false, exitCode: 4, writes: 0 }),
];

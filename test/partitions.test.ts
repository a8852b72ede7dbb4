import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Facts, Variant } from '../src/contract/facts.ts';
import type { Snapshot } from '../src/contract/resource.ts';
import { desired } from '../src/engine/snapshot.ts';
import { evaluatePolicies } from '../src/policy/evaluate.ts';
import { keepsControl } from '../src/policy/lock-out.ts';
import type { Caller } from '../src/policy/request.ts';
import { pipeline } from '../steps/index.ts';
import { resourcesOf } from './hints/attempt.ts';

const root = resolve(import.meta.dirname, '..');
const HOME = '111122223333';

const factsIn = (partition: string, region: string): Facts => {
  const arn = (service: string, rest: string, where = '') =>
    `arn:${partition}:${service}:${where}:${HOME}:${rest}`;
  return {
    accountId: HOME,
    partition,
    region,
    operator: {
      kind: 'role-session',
      accountId: HOME,
      arn: arn('sts', 'assumed-role/Admin/ada'),
      roleArn: arn('iam', 'role/Admin'),
      id: 'AROAADMIN',
      sessionName: 'ada',
    },
    role: { name: 'KMSWorkshop-InstanceInitRole', arn: arn('iam', 'role/KMSWorkshop-InstanceInitRole') },
    rolePolicy: { kind: 'managed', name: 'P', arn: arn('iam', 'policy/P') },
    key: { id: 'k', arn: arn('kms', 'key/k', region), alias: 'alias/ImportedCMK' },
    userName: 'userA',
    bucket: `kmsworkshop-${HOME}`,
    sampleObject: 'SampleFile-KMS.txt',
    instance: { id: 'i-1' },
  };
};

const START: Snapshot = {
  alias: { keyId: 'k' },
  'role-policy': {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: '*' }],
  },
};

/** The documents after each step of the page. */
function documents(facts: Facts, variant: Variant): readonly Snapshot[] {
  let now = pipeline.documentedStart(START, facts);
  return [now, ...pipeline.stages.map(({ step }) => (now = desired(step, now, facts, variant)))];
}

const EVERYTHING = {
  identity: [
    { name: 'everything', document: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } },
  ],
} as const;

const PARTITIONS = [
  ['aws-cn', 'cn-north-1'],
  ['aws-us-gov', 'us-gov-west-1'],
] as const;

describe.each(PARTITIONS)('in the partition %s', (partition, region) => {
  const facts = factsIn(partition, region);

  test.each(['corrected', 'published'] as const)('the steps of the %s page write its own ARNs', (variant) => {
    const [home, there] = [documents(factsIn('aws', region), variant), documents(facts, variant)];
    expect(JSON.stringify(there)).toContain(`arn:${partition}:iam::${HOME}:role/`);
    expect(JSON.stringify(there)).toBe(JSON.stringify(home).replaceAll('arn:aws:', `arn:${partition}:`));
  });

  test('what the lab may write is there', () => {
    for (const { arn } of Object.values(resourcesOf(facts))) expect(arn).toMatch(`arn:${partition}:`);
  });

  test('the evaluator answers as everywhere', () => {
    const outcomesIn = (some: Facts) =>
      documents(some, 'corrected').map((snapshot) => {
        const keyPolicy = snapshot['key-policy'] ?? { Statement: [] };
        const keyArn = some.key.arn;
        const admin: Caller = {
          kind: 'user',
          accountId: HOME,
          arn: `arn:${some.partition}:iam::${HOME}:user/bob`,
          id: 'AIDABOB',
        };
        const resource = { name: 'the key policy', document: keyPolicy };
        const policies = { ...EVERYTHING, owner: HOME, resource };
        return [
          keepsControl({ caller: some.operator, keyArn, keyPolicy, policies: EVERYTHING }).outcome,
          evaluatePolicies({ caller: admin, action: 'kms:Encrypt', resource: keyArn }, policies).outcome,
        ];
      });
    const outcomes = outcomesIn(facts);
    expect(outcomes).toEqual(outcomesIn(factsIn('aws', 'us-east-1')));
    expect(outcomes.map(([operator]) => operator)).toEqual(outcomes.map(() => 'allowed'));
    expect(outcomes.flat()).toContain('explicitly-denied');
  });
});

/** The sandbox, and what exists only in one, use the partition `aws`; the page’s placeholders are as on the page. */
const ELSEWHERE = /^(src\/sandbox\/|src\/selftest\/|src\/cli\/open-bench\.ts|steps\/documents\/)/;
const COMMENT = /^\s*(\/\/|\*|\/\*)/;

test('no code is specific to one partition', () => {
  const files = ['src', 'steps', 'checks'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  );
  const found = files
    .filter((file) => file.endsWith('.ts') && !ELSEWHERE.test(file))
    .flatMap((file) =>
      readFileSync(join(root, file), 'utf8')
        .split('\n')
        .filter((line) => /arn:aws:|console\.aws\.amazon\.com/.test(line) && !COMMENT.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
  expect(found).toEqual([]);
});

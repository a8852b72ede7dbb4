import { describe, expect, test } from 'vitest';
import { ACCESS_CHECKS, ACCESS_STAGES, expectedAccess, expectedCells } from '../../checks/expected-access.ts';
import type { Variant } from '../../src/contract/facts.ts';
import type { Pipeline } from '../../src/contract/step.ts';
import { pipeline } from '../../steps/index.ts';

/** Ids are a contract: `--json`, JUnit files and scripts rely on them. In the order in which they run. */
const ASKED: readonly (readonly [places: readonly string[], ids: string])[] = [
  [
    ['baseline', 'show-key-policy corrected', 'show-key-policy published'],
    `
      role-can-encrypt
      role-can-decrypt
      role-cannot-rewrite-the-key-policy
      another-admin-can-use-the-key
      another-admin-can-manage-the-key
      user-a-cannot-use-the-key
      user-a-cannot-manage-the-key
      operator-can-use-the-key
      operator-keeps-control
      root-can-use-the-key
      root-can-manage-the-key
      outsider-cannot-use-the-key
      outsider-cannot-manage-the-key
      nothing-else-changed
    `,
  ],
  [
    ['strip-decrypt corrected', 'strip-decrypt published'],
    `
      role-can-encrypt
      role-cannot-decrypt
      role-cannot-rewrite-the-key-policy
      another-admin-can-use-the-key
      another-admin-can-manage-the-key
      user-a-cannot-use-the-key
      user-a-cannot-manage-the-key
      operator-can-use-the-key
      operator-keeps-control
      root-can-use-the-key
      root-can-manage-the-key
      outsider-cannot-use-the-key
      outsider-cannot-manage-the-key
      nothing-else-changed
    `,
  ],
  [
    ['start-web-app corrected', 'start-web-app published'],
    `
      role-can-encrypt
      role-cannot-decrypt
      role-cannot-rewrite-the-key-policy
      web-app-lists-the-sample-file
      web-app-accepts-an-upload
      another-admin-can-use-the-key
      another-admin-can-manage-the-key
      user-a-cannot-use-the-key
      user-a-cannot-manage-the-key
      operator-can-use-the-key
      operator-keeps-control
      root-can-use-the-key
      root-can-manage-the-key
      outsider-cannot-use-the-key
      outsider-cannot-manage-the-key
      nothing-else-changed
    `,
  ],
  [
    ['open-sample-file corrected', 'open-sample-file published', 'key-policy-mfa published'],
    `
      role-can-encrypt
      role-cannot-decrypt
      role-cannot-rewrite-the-key-policy
      web-app-lists-the-sample-file
      web-app-accepts-an-upload
      web-app-gives-no-response
      log-names-the-denial
      another-admin-can-use-the-key
      another-admin-can-manage-the-key
      user-a-cannot-use-the-key
      user-a-cannot-manage-the-key
      operator-can-use-the-key
      operator-keeps-control
      root-can-use-the-key
      root-can-manage-the-key
      outsider-cannot-use-the-key
      outsider-cannot-manage-the-key
      nothing-else-changed
    `,
  ],
  [
    ['key-policy-account-only corrected', 'key-policy-account-only published'],
    `
      role-can-encrypt
      role-can-decrypt
      role-can-manage-the-key
      web-app-lists-the-sample-file
      web-app-accepts-an-upload
      web-app-opens-the-sample-file
      another-admin-can-use-the-key
      another-admin-can-manage-the-key
      user-a-cannot-use-the-key
      user-a-cannot-manage-the-key
      operator-can-use-the-key
      operator-keeps-control
      root-can-use-the-key
      root-can-manage-the-key
      outsider-cannot-use-the-key
      outsider-cannot-manage-the-key
      nothing-else-changed
    `,
  ],
  [
    ['key-policy-role-only corrected'],
    `
      role-can-encrypt
      role-cannot-decrypt
      role-cannot-rewrite-the-key-policy
      web-app-lists-the-sample-file
      web-app-accepts-an-upload
      web-app-gives-no-response
      log-names-the-denial
      another-admin-is-shut-out
      another-admin-is-denied-management
      user-a-is-shut-out
      user-a-is-denied-management
      operator-can-use-the-key
      operator-keeps-control
      root-can-use-the-key
      root-can-manage-the-key
      outsider-cannot-use-the-key
      outsider-cannot-manage-the-key
      nothing-else-changed
    `,
  ],
  [
    ['key-policy-role-only published'],
    `
      role-is-shut-out
      role-is-denied-management
      web-app-lists-the-sample-file
      web-app-refuses-an-upload
      web-app-gives-no-response
      log-names-the-denial
      another-admin-is-shut-out
      another-admin-is-denied-management
      user-a-is-shut-out
      user-a-is-denied-management
      operator-can-use-the-key
      operator-keeps-control
      root-can-use-the-key
      root-can-manage-the-key
      outsider-cannot-use-the-key
      outsider-cannot-manage-the-key
      nothing-else-changed
    `,
  ],
  [
    ['key-policy-mfa corrected'],
    `
      role-can-encrypt
      role-cannot-decrypt
      role-cannot-rewrite-the-key-policy
      web-app-lists-the-sample-file
      web-app-accepts-an-upload
      web-app-gives-no-response
      log-names-the-denial
      another-admin-can-use-the-key
      another-admin-can-manage-the-key
      user-a-cannot-use-the-key
      user-a-with-fresh-mfa-can-manage
      user-a-without-fresh-mfa-cannot-manage
      user-a-gains-four-actions-by-mfa
      operator-can-use-the-key
      operator-keeps-control
      root-can-use-the-key
      root-can-manage-the-key
      outsider-cannot-use-the-key
      outsider-cannot-manage-the-key
      nothing-else-changed
    `,
  ],
];

/** Titles are read by people, and by the tools that show a JUnit file. */
const TITLES = {
  'role-can-encrypt': 'The instance role can encrypt',
  'role-can-decrypt': 'The instance role can decrypt',
  'role-cannot-rewrite-the-key-policy': 'The instance role cannot rewrite the key policy',
  'another-admin-can-use-the-key': 'Another admin of the account can use the key',
  'another-admin-can-manage-the-key': 'Another admin of the account can manage the key',
  'user-a-cannot-use-the-key': 'userA cannot use the key, with or without MFA',
  'user-a-cannot-manage-the-key': 'userA cannot manage the key, with or without MFA',
  'operator-can-use-the-key': 'The operator can use the key',
  'operator-keeps-control': 'The operator is not locked out: the key policy can be written back',
  'root-can-use-the-key': 'The account root can use the key',
  'root-can-manage-the-key': 'The account root can manage the key',
  'outsider-cannot-use-the-key': 'Another account cannot use the key, whatever its own IAM says',
  'outsider-cannot-manage-the-key': 'Another account cannot manage the key',
  'role-cannot-decrypt': 'The instance role cannot decrypt, because nothing allows it',
  'role-can-manage-the-key': 'The instance role can rewrite the key policy and schedule deletion',
  'another-admin-is-shut-out': 'Another admin of the account is shut out by the Deny',
  'another-admin-is-denied-management': 'The Deny keeps another admin from managing the key',
  'user-a-is-shut-out': 'userA is shut out by the Deny',
  'user-a-is-denied-management': 'The Deny keeps userA from managing the key',
  'role-is-shut-out': 'The instance role itself is shut out by the Deny',
  'role-is-denied-management': 'The Deny keeps the instance role from managing the key',
  'user-a-with-fresh-mfa-can-manage': 'userA with an MFA code of a minute ago can manage the key',
  'user-a-without-fresh-mfa-cannot-manage': 'userA without MFA, or with an old code, cannot manage the key',
};

const variants: readonly Variant[] = ['corrected', 'published'];
const stages: Pipeline['stages'] = pipeline.stages;

/** The pipeline's lists, by the place they are asked in. */
const asked = new Map<string, readonly string[]>([
  ['baseline', pipeline.baselineChecks.map(({ id }) => id)],
  ...stages.flatMap(({ step, checks }) =>
    variants.map((variant) => [`${step.id} ${variant}`, checks(variant).map(({ id }) => id)] as const),
  ),
]);

describe('the page checks', () => {
  test.each(ASKED.flatMap(([places, ids]) => places.map((place) => [place, ids] as const)))(
    'after %s what it always did',
    (place, ids) => {
      expect(asked.get(place)).toEqual(ids.trim().split(/\s+/));
    },
  );

  test('nowhere else', () => {
    expect([...asked.keys()].sort()).toEqual(ASKED.flatMap(([places]) => places).sort());
  });

  test('in the same words', () => {
    expect(Object.fromEntries(Object.values(ACCESS_CHECKS).map(({ id, title }) => [id, title]))).toEqual(
      TITLES,
    );
  });
});

describe.each(ACCESS_STAGES)('what the table expects of %s', (stage) => {
  test('is checked, cell by cell, once', () => {
    const cells = expectedAccess(stage).flatMap(({ asks: { principals, actions, outcome } }) =>
      principals.flatMap((principal) => actions.map((action) => `${principal} ${action}: ${outcome}`)),
    );
    const table = expectedCells(stage).map(
      ({ principal, action, outcome }) => `${principal} ${action}: ${outcome}`,
    );
    expect(cells.sort()).toEqual(table.sort());
  });
});

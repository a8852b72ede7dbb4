import { expect, test } from 'vitest';
import type { Lab } from '../../src/contract/lab.ts';
import type { Change, ResourceId } from '../../src/contract/resource.ts';
import { inOrder } from '../../src/engine/order.ts';
import { fake } from './fake-account.ts';

const { lab } = fake().session;

/** `-user` removes it. */
const change = (told: string): Change =>
  ({
    resource: told.replace(/^-/, '') as ResourceId,
    after: told.startsWith('-') ? undefined : {},
  }) as unknown as Change;

const told = ({ resource, after }: Change): string => (after === undefined ? `-${resource}` : resource);

test.each([
  ['forward', ['key-policy', 'user', 'alias'], ['alias', 'user', 'key-policy']],
  ['back', ['alias', 'role-policy', 'key-policy'], ['key-policy', 'role-policy', 'alias']],
  ['back', ['-user', 'key-policy'], ['key-policy', '-user']],
  ['forward', ['-user', 'key-policy'], ['key-policy', '-user']],
  ['back', ['key-policy', 'user'], ['user', 'key-policy']],
  ['back', ['-web-app', '-user'], ['-web-app', '-user']],
] as const)('%s: %j', (direction, given, wanted) => {
  expect(inOrder(lab, given.map(change), direction).map(told)).toEqual(wanted);
});

test('the resources themselves say what comes after what', () => {
  const { alias, ...others } = lab.resources;
  const resources = { ...others, alias: { ...alias, after: ['web-app'] } } as Lab['resources'];
  const ordered = inOrder({ resources }, ['alias', 'web-app'].map(change), 'forward');
  expect(ordered.map(told)).toEqual(['web-app', 'alias']);
});

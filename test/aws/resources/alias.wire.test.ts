import { expect, test } from 'vitest';
import { alias } from '../../../src/aws/resources/alias.ts';
import { mayAll } from '../may.ts';
import { NAMES, open } from '../opened.ts';

async function opened() {
  const sandbox = await open();
  const { home, key } = sandbox;
  const other = '99999999-0000-4000-8000-000000000000';
  home.keys[other] = { ...key, id: other, arn: key.arn.replace(key.id, other) };
  const resource = alias(sandbox.clients.kms, await sandbox.discover(), mayAll);
  return { ...sandbox, other, resource };
}

test('an alias that another user moved is moved back', async () => {
  const { home, key, other, clients, resource } = await opened();
  expect(await resource.read()).toEqual({ keyId: key.id });
  home.aliases[NAMES.alias]!.keyId = other;
  clients.reads.begin();
  expect(await resource.read()).toEqual({ keyId: other });
  await resource.write({ keyId: key.id });
  expect(await resource.read()).toEqual({ keyId: key.id });
});

test('an alias that another user deleted is created again', async () => {
  const { home, key, clients, resource } = await opened();
  delete home.aliases[NAMES.alias];
  clients.reads.begin();
  expect(await resource.read()).toBeUndefined();
  await resource.write({ keyId: key.id });
  expect(await resource.read()).toEqual({ keyId: key.id });
});

test('the lab deletes none', async () => {
  const { resource } = await opened();
  await expect(resource.write(undefined)).rejects.toMatchObject({ code: 'ERR_NOT_OURS' });
});

test('says which call it makes', async () => {
  const { key, resource } = await opened();
  const document = { keyId: key.id };
  expect(resource.calls(undefined, document)).toEqual(['kms:CreateAlias']);
  expect(resource.calls(document, document)).toEqual(['kms:UpdateAlias']);
});

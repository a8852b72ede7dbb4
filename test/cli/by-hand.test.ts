import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Account, Instance, World } from '../../src/sandbox/world.ts';
import { freshState, kmsLab } from '../end-to-end/kms-lab.ts';
import { addressFile, configurationOf, serve } from '../end-to-end/served.ts';
import { unmanage } from '../sandbox/unmanage.ts';
import { sitDown } from './step/pty.ts';

/** Somebody signs in to the instance, of a sandbox that is served. */
async function onInstance(
  home: string,
  does: (instance: Instance, keyId: string, account: Account) => void,
): Promise<void> {
  const file = join(home, 'world.json');
  await kmsLab(home, 'sandbox', 'save', file);
  const world = JSON.parse(readFileSync(file, 'utf8')) as World;
  const account = world.accounts[world.home]!;
  const { instances, keys } = account;
  does(Object.values(instances)[0]!, Object.keys(keys)[0]!, account);
  writeFileSync(file, JSON.stringify(world));
  await kmsLab(home, 'sandbox', 'load', file);
}

test('where Systems Manager does not reach the instance, a person is told what to type there, and waited for', async () => {
  const home = freshState();
  await serve(home);
  await onInstance(home, (_instance, _keyId, account) => unmanage(account));
  const { webAppUrl } = JSON.parse(readFileSync(addressFile(home), 'utf8'));
  const { endpoint, region, credentials } = await configurationOf(home);
  const stateDir = freshState();
  const env = {
    NO_COLOR: '1',
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: region,
  };
  const line = `--target aws --endpoint-url ${endpoint} --web-app-url ${webAppUrl} --account 111122223333 --yes`;

  const forth = sitDown(`run --to start-web-app ${line}`, { stateDir, env, columns: 400 });
  await forth.sees('not managed by Systems Manager');
  await forth.sees('sudo python WebAppEncSSE.py 80');
  await onInstance(home, (instance, keyId) => {
    instance.webApp = { keyId, port: 80, started: '2026-06-01T12:00:00Z' };
  });
  expect(await forth.leaves()).toBe(0);

  const back = sitDown(`reset ${line}`, { stateDir, env, columns: 400 });
  await back.sees('sudo pkill -f WebAppEncSSE.py');
  await onInstance(home, (instance) => {
    delete instance.webApp;
  });
  expect(await back.leaves()).toBe(0);
}, 60_000);

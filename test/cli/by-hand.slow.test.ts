import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { serve } from '../end-to-end/in-process.ts';
import { freshState } from '../end-to-end/kms-lab.ts';
import { addressFile, configurationOf, meddle } from '../end-to-end/served.ts';
import { unmanage } from '../sandbox/unmanage.ts';
import { sitDown } from './step/pty.ts';

test('if Systems Manager does not reach the instance, the user is told what to type there, and the command waits', async () => {
  const home = freshState();
  await serve(home);
  await meddle(home, (_instance, _keyId, account) => unmanage(account));
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
  await meddle(home, (instance, keyId) => {
    instance.webApp = { keyId, port: 80, started: '2026-06-01T12:00:00Z' };
  });
  expect(await forth.leaves()).toBe(0);

  const back = sitDown(`reset ${line}`, { stateDir, env, columns: 400 });
  await back.sees('sudo pkill -f WebAppEncSSE.py');
  await meddle(home, (instance) => {
    delete instance.webApp;
  });
  expect(await back.leaves()).toBe(0);
});

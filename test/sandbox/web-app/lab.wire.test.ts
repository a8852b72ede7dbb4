import { SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, expect, test } from 'vitest';
import logNamesTheDenial from '../../../checks/log-names-the-denial.ts';
import webAppAcceptsAnUpload from '../../../checks/web-app-accepts-an-upload.ts';
import webAppGivesNoResponse from '../../../checks/web-app-gives-no-response.ts';
import webAppListsTheSampleFile from '../../../checks/web-app-lists-the-sample-file.ts';
import webAppOpensTheSampleFile from '../../../checks/web-app-opens-the-sample-file.ts';
import webAppRefusesAnUpload from '../../../checks/web-app-refuses-an-upload.ts';
import { CallCounter } from '../../../src/aws/client/call-counter.ts';
import { ReadRound } from '../../../src/aws/client/read-round.ts';
import { openInstance } from '../../../src/aws/web-app/commands.ts';
import { openWebApp } from '../../../src/aws/web-app/visitor.ts';
import type { Check } from '../../../src/contract/check.ts';
import type { Lab } from '../../../src/contract/lab.ts';
import { Lender } from '../../../src/sandbox/credentials.ts';
import { admit } from '../../../src/sandbox/handle.ts';
import { identify } from '../../../src/sandbox/identify.ts';
import { listen } from '../../../src/sandbox/server.ts';
import { openWebAppHost, type WebAppHost } from '../../../src/sandbox/web-app/host.ts';
import { NOW, openHome } from '../home.ts';
import { closeAll, closing, thrown } from './opened.ts';

afterEach(closeAll);

/** The workshop's instance and its web app, accessed with the lab's own code. */
async function open() {
  let host: WebAppHost | undefined;
  const home = openHome({ save: async () => host?.sync() });
  const { account, world, denied } = home;
  const lender = new Lender(world, () => NOW);
  const server = await listen({
    failed: thrown,
    admit: admit({ ...account, identify: (id) => identify(world, id, NOW, lender.sessions) }),
    port: 0,
  });
  closing.push(server.close);
  host = await openWebAppHost({
    world,
    failed: thrown,
    endpoint: server.endpoint,
    credentialsOf: (id) => lender.ofInstance(id),
    save: async () => {},
    now: () => NOW,
  });
  closing.push(host.close);
  const [id = ''] = Object.keys(home.home.instances);
  const instance = openInstance(
    {
      ...{ ssm: home.client(SSMClient), counter: new CallCounter(), reads: new ReadRound() },
      beforeWrite: async () => {},
    },
    id,
    async () => {},
  );
  const webApp = openWebApp({ kind: 'found', is: host.url }, instance);
  const lab = { facts: { sampleObject: 'SampleFile-KMS.txt' }, webApp } as unknown as Lab;
  const look = async (check: Check) => (await check.look({ lab } as Parameters<Check['look']>[0])).status;
  const keyId = Object.keys(home.home.keys)[0]!;
  return { ...home, instance, webApp, look, denied, app: { keyId, port: 80 } };
}

test('it starts, is recognized, and stops with everything it left behind', async () => {
  const { app, home, instance, webApp } = await open();
  expect((await instance.inspect()).running).toBeUndefined();
  await expect(webApp.list()).rejects.toMatchObject({ code: 'ERR_LOOK' });
  await instance.start(app, 'python3');
  expect((await instance.inspect()).running).toEqual(app);
  expect(await webApp.download('S3//SampleFile-KMS.txt')).toMatchObject({ kind: 'shown', status: 200 });
  await instance.stop();
  expect((await instance.inspect()).running).toBeUndefined();
  expect(Object.keys(Object.values(home.instances)[0]?.files ?? {})).toEqual(['WebAppEncSSE.py']);
  await expect(webApp.list()).rejects.toMatchObject({ code: 'ERR_LOOK' });
  await instance.stop();
});

test('an app that was started by hand is running, with an unrecorded key', async () => {
  const { home, instance } = await open();
  Object.values(home.instances)[0]!.webApp = { keyId: 'typed', port: 8000, started: NOW.toISOString() };
  expect((await instance.inspect()).running).toEqual({ keyId: 'unknown', port: 8000 });
});

test('the checks distinguish a working app from one whose role may not decrypt, and from one without data keys', async () => {
  const { app, denied, instance, look } = await open();
  await instance.start(app, 'python3');
  const checks = {
    lists: webAppListsTheSampleFile,
    opens: webAppOpensTheSampleFile,
    accepts: webAppAcceptsAnUpload,
    silent: webAppGivesNoResponse,
    names: logNamesTheDenial,
    refuses: webAppRefusesAnUpload,
  };
  const passing = async () => {
    const verdicts: string[] = [];
    for (const [name, check] of Object.entries(checks)) {
      if ((await look(check)) === 'passed') verdicts.push(name);
    }
    return verdicts;
  };
  expect(await passing()).toEqual(['lists', 'opens', 'accepts']);
  denied.add('kms:Decrypt');
  expect(await passing()).toEqual(['lists', 'accepts', 'silent', 'names']);
  denied.add('kms:GenerateDataKey');
  expect(await passing()).toEqual(['lists', 'silent', 'names', 'refuses']);
  for (let count = 0; count < 20; count++) await look(webAppGivesNoResponse);
  expect(await passing()).toEqual(['lists', 'silent', 'names', 'refuses']);
});

test('an instance that accepts no commands is named', async () => {
  const { app, home, instance } = await open();
  Object.values(home.instances)[0]!.state = 'stopped';
  await expect(instance.start(app, 'python3')).rejects.toMatchObject({
    code: 'ERR_NO_SHELL',
    message: expect.stringContaining(Object.keys(home.instances)[0] ?? ''),
  });
});

import { CreateUserCommand } from '@aws-sdk/client-iam';
import { PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { openClients } from '../../../src/aws/client/clients.ts';
import { whoAmI } from '../../../src/aws/client/operator.ts';
import type { AwsTarget } from '../../../src/aws/client/target.ts';
import { openSandbox } from '../../../src/sandbox/sandbox.ts';
import { freshDirectory } from '../../sandbox/served.ts';
import { freshHome } from '../home.ts';

afterEach(() => vi.unstubAllEnvs());

const OTHER = '222200000002';

/** A program that answers with the operator's credentials and, once it has switched, with those of another user. */
async function begin(second: string) {
  const sandbox = await openSandbox({ directory: freshDirectory(), accounts: 2 });
  onTestFinished(() => sandbox.close());
  const home = freshHome();
  // In a minute: they are asked for again before each request.
  const Expiration = new Date(Date.now() + 60_000).toISOString();
  const answerOf = (name: string, file: string) => {
    const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } = sandbox.credentials(name)!;
    return home.write(file, JSON.stringify({ Version: 1, AccessKeyId, SecretAccessKey, Expiration }));
  };
  const first = answerOf('operator', 'first.json');
  const other = answerOf(second, 'second.json');
  const script = home.write(
    'program.sh',
    `if [ -e '${other}.on' ]; then cat '${other}'; else cat '${first}'; fi\n`,
  );
  const switchOver = () => home.write('second.json.on', '');
  home.write('config', `[profile p]\ncredential_process = sh ${script}`);
  const target: AwsTarget = {
    name: 'aws',
    region: sandbox.region,
    endpoint: sandbox.endpoint,
    profile: 'p',
    actAs: async () => ({}),
  };
  const clients = openClients(target);
  onTestFinished(() => clients.close());
  const usersOf = (id: string) => Object.keys(sandbox.world().accounts[id]!.users);
  return { sandbox, clients, switchOver, usersOf };
}

test('credentials that are renewed into another account sign nothing, whichever client asks', async () => {
  const { clients, sandbox, switchOver, usersOf } = await begin(`operator@${OTHER}`);
  expect(await whoAmI(clients.sts)).toMatchObject({ accountId: '111122223333' });
  await clients.iam.send(new CreateUserCommand({ UserName: 'before' }));
  switchOver();
  const before = JSON.stringify(sandbox.world());
  const wrong = { code: 'ERR_WRONG_ACCOUNT', message: expect.stringContaining(OTHER) };
  await expect(clients.iam.send(new CreateUserCommand({ UserName: 'after' }))).rejects.toMatchObject(wrong);
  const policy = new PutKeyPolicyCommand({ KeyId: 'alias/ImportedCMK', Policy: '{}' });
  await expect(clients.kms.send(policy)).rejects.toMatchObject(wrong);
  await expect(clients.actingAs(undefined).kms.send(policy)).rejects.toMatchObject(wrong);
  await expect(whoAmI(clients.sts)).rejects.toMatchObject(wrong);
  expect(JSON.stringify(sandbox.world())).toBe(before);
  expect(usersOf('111122223333')).toContain('before');
  expect(usersOf(OTHER)).not.toContain('after');
});

test('credentials that are renewed in the same account go on, and each is asked for its account once', async () => {
  const { clients, switchOver, usersOf } = await begin('another-admin');
  await whoAmI(clients.sts);
  switchOver();
  const before = clients.counter.calls;
  for (const UserName of ['one', 'two', 'three']) await clients.iam.send(new CreateUserCommand({ UserName }));
  expect(clients.counter.calls - before).toBe(4);
  expect(usersOf('111122223333')).toEqual(expect.arrayContaining(['one', 'two', 'three']));
});

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CreateRoleCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateKeyCommand, GetKeyPolicyCommand, KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { BINARY, freePort, freshState } from './processes.mjs';
import { bytesOf, RawClient } from './raw-client.mjs';

const DUMMY = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

const SERVERS = {
  sandbox: (port, { state = freshState(), args = [] } = {}) => ({
    state,
    child: spawn(process.execPath, [BINARY, 'sandbox', 'serve', '--port', port, ...args], {
      env: { ...process.env, KMS_LAB_STATE_DIR: state },
      stdio: 'ignore',
    }),
  }),
  moto: (port, { env = {} } = {}) => ({
    child: spawn('moto_server', ['-H', '127.0.0.1', '-p', port], {
      cwd: tmpdir(),
      env: { ...process.env, ...env },
      stdio: 'ignore',
    }),
  }),
};

/** Resolves when it gave its first answer, whatever that is: the caller is unknown to it. */
export async function start(name, options) {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const bytes = await signed(
    KMSClient,
    new ListKeysCommand({}),
    clientOptions({ endpoint, credentials: DUMMY }),
  );
  const raw = new RawClient(port);
  const begun = performance.now();
  const { child, state } = SERVERS[name](String(port), options);
  const exit = once(child, 'exit');
  const stop = async () => {
    raw.close();
    child.kill('SIGTERM');
    await exit;
  };
  while (!(await answers(raw, bytes))) {
    if (child.exitCode !== null || performance.now() - begun > 20_000)
      throw new Error(`${name} did not start`);
    await sleep(2);
  }
  return { name, endpoint, state, raw, pid: child.pid, ms: performance.now() - begun, stop };
}

/** 503 means that the sandbox's port is open and the sandbox is not ready yet. */
const answers = (raw, bytes) =>
  raw.ask(bytes).then(
    (status) => status !== 503,
    () => false,
  );

const clientOptions = ({ endpoint, credentials }) => ({
  endpoint,
  credentials,
  region: 'us-east-1',
  maxAttempts: 1,
});

/** The SDK's request. */
async function signed(Client, command, options) {
  let sent;
  const requestHandler = {
    handle: async (request) => {
      sent = request;
      throw new Error('not sent');
    },
  };
  await new Client({ ...options, requestHandler }).send(command).catch(() => {});
  return bytesOf(sent);
}

/** A key and a role to ask about, and the ways to do so. */
export async function prepare(server) {
  const credentials = server.name === 'sandbox' ? await operatorOf(server) : DUMMY;
  const options = clientOptions({ ...server, credentials });
  const kms = new KMSClient(options);
  const iam = new IAMClient(options);
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const RoleName = 'Bench';
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
  const keyPolicy = new GetKeyPolicyCommand({ KeyId: KeyMetadata.KeyId, PolicyName: 'default' });
  const role = new GetRoleCommand({ RoleName });
  const rawKeyPolicy = await signed(KMSClient, keyPolicy, options);
  const rawRole = await signed(IAMClient, role, options);
  const askWell = async (bytes) => {
    const status = await server.raw.ask(bytes);
    if (status !== 200) throw new Error(`${server.name} answered ${status}`);
  };
  return {
    iam,
    pid: server.pid,
    ask: {
      'GetKeyPolicy, raw': () => askWell(rawKeyPolicy),
      'GetRole, raw': () => askWell(rawRole),
      'GetKeyPolicy, SDK': () => kms.send(keyPolicy),
      'GetRole, SDK': () => iam.send(role),
    },
  };
}

async function operatorOf({ state }, as = 'operator') {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [BINARY, 'sandbox', 'env', '--credential-process', '--as', as],
    { env: { ...process.env, KMS_LAB_STATE_DIR: state } },
  );
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = JSON.parse(stdout);
  return { accessKeyId, secretAccessKey };
}

/** Microseconds of CPU time that the process has used on all cores, from Linux; undefined elsewhere. */
export function cpuOf(pid) {
  try {
    const [, rest] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
    const [user, system] = rest.split(' ').slice(11, 13).map(Number);
    // Hundredths of a second, whatever the kernel's own tick is.
    return (user + system) * 10_000;
  } catch {
    return undefined;
  }
}

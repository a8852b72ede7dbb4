import { createHash, generateKeyPairSync } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { AttachRolePolicyCommand, CreateRoleCommand } from '@aws-sdk/client-iam';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { askCredentialProcess, splitCommand } from '../../../src/aws/client/credential-process.ts';
import type { AwsTarget } from '../../../src/aws/client/target.ts';
import { LabError } from '../../../src/contract/errors.ts';
import { enabling, newAuthenticator } from '../../sandbox/iam/device.ts';
import { canned } from '../canned.ts';
import { freshHome, keysIn } from '../home.ts';
import { type open, signIn } from '../opened.ts';
import { type Begun, begin, ours, REGION, SHELLS, targetOf } from './shells.ts';

afterEach(() => vi.unstubAllEnvs());

type Opened = Awaited<ReturnType<typeof open>>;
type Home = ReturnType<typeof freshHome>;

describe('the operator of a shell', () => {
  test.each(SHELLS)('$when', async ({ set, profile, as }) => {
    const begun = await begin();
    set(begun);
    const before = JSON.stringify(begun.opened.sandbox.world());
    const arn = await ours(profile);
    const account = as === 'outsider' ? '444455556666' : '111122223333';
    expect(arn).toEqual(as && expect.stringMatching(new RegExp(`^arn:aws:iam::${account}:`)));
    if (as && as !== 'outsider') expect(arn).toBe(`arn:aws:iam::${account}:user/${as}`);
    expect(JSON.stringify(begun.opened.sandbox.world())).toBe(before);
  });
});

interface Fault {
  readonly when: string;
  readonly config: (home: Home, begun: Begun) => string;
  readonly env?: Readonly<Record<string, string>>;
  readonly says: string | RegExp;
  readonly cause?: string;
  readonly hint?: RegExp;
  readonly type?: string;
}

const program = (home: Home, script: string): string => {
  const path = home.write('fetch-keys', `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return `[profile lab]\ncredential_process = ${path} --secret hunter2\n`;
};
const fetching = (what: string): RegExp =>
  new RegExp(`^The credential_process of profile "lab", "[^"]*/fetch-keys", ${what}\\.$`);

const PROGRAMS: readonly Fault[] = [
  {
    when: 'it fails',
    config: (home) => program(home, 'echo first >&2; printf "\\033[31mno ticket\\033[0m\\n" >&2; exit 7'),
    says: fetching('failed with exit code 7'),
    cause: 'no ticket',
    type: 'aws configure get credential_process --profile lab',
  },
  {
    when: 'it tells a secret as it fails',
    config: (home) => program(home, 'echo "bad key wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" >&2; exit 1'),
    says: fetching('failed with exit code 1'),
    cause: 'bad key …',
  },
  {
    when: 'it is not there',
    config: () => '[profile lab]\ncredential_process = ~/fetch-keys\n',
    says: 'The credential_process of profile "lab", "~/fetch-keys", does not exist.',
    cause: 'It is run without a shell: ~, $VARIABLES and pipes are not expanded. Write the full path.',
  },
  {
    when: 'it is not a program',
    config: (home) => `[profile lab]\ncredential_process = ${home.write('fetch-keys', '')}\n`,
    says: fetching('may not be executed'),
  },
  {
    when: 'it prints a word',
    config: (home) => program(home, 'echo AKIASECRET'),
    says: fetching('did not print JSON'),
  },
  {
    when: 'it prints without an end',
    config: (home) => program(home, 'cat /dev/zero'),
    says: fetching('printed more than 1 MiB'),
  },
  { when: 'it prints nothing', config: (home) => program(home, ':'), says: fetching('printed nothing') },
  {
    when: 'it prints no secret',
    config: (home) => program(home, `echo '{"Version":1,"AccessKeyId":"AKIAALICE"}'`),
    says: fetching('printed no SecretAccessKey'),
  },
  {
    when: 'it prints another version',
    config: (home) => program(home, `echo '{"Version":2}'`),
    says: fetching('did not print "Version": 1'),
  },
  {
    when: 'it prints credentials that have expired',
    config: (home) =>
      program(
        home,
        `echo '{"Version":1,"AccessKeyId":"A","SecretAccessKey":"s","Expiration":"2020-01-01T00:00:00Z"}'`,
      ),
    says: fetching('printed credentials that expired at 2020-01-01T00:00:00.000Z'),
  },
];

const ROLE = 'role_arn = arn:aws:iam::111122223333:role/Instructor\n';

const FAULTS: readonly Fault[] = [
  {
    when: 'a circle of two',
    config: () => `[profile lab]\n${ROLE}source_profile = b\n[profile b]\n${ROLE}source_profile = lab\n`,
    says: 'The profile "lab" is in a circle of source_profile: lab → b → lab.',
  },
  {
    when: 'a circle that the profile only leads to',
    config: () =>
      `[profile lab]\n${ROLE}source_profile = a\n[profile a]\n${ROLE}source_profile = b\n[profile b]\n${ROLE}source_profile = a\n`,
    says: 'The profile "lab" is in a circle of source_profile: a → b → a.',
  },
  {
    when: 'a profile that is its own source',
    config: () => `[profile lab]\n${ROLE}source_profile = lab\n`,
    says: 'The profile "lab" is in a circle of source_profile: lab → lab.',
  },
  {
    when: 'a source_profile that is not there',
    config: () => `[profile lab]\n${ROLE}source_profile = bsae\n[profile base]\nregion = us-east-1\n`,
    says: 'The profile "lab" has source_profile "bsae", and there is no profile "bsae".',
    hint: /there are base, lab$/,
  },
  {
    when: 'a source_profile without credentials',
    config: () => `[profile lab]\n${ROLE}source_profile = base\n[profile base]\nregion = us-east-1\n`,
    says: 'The profile "base" has no credentials: no access key, role, session or credential_process.',
    type: 'aws login --profile base',
  },
  {
    when: 'a role with no source',
    config: () => `[profile lab]\n${ROLE}`,
    says: /^The profile "lab" has a role_arn, and neither source_profile nor credential_source/,
  },
  {
    when: 'a role with two sources',
    config: () => `[profile lab]\n${ROLE}source_profile = lab\ncredential_source = Environment\n`,
    says: 'The profile "lab" has both source_profile and credential_source.',
  },
  ...['Ec2InstanceMetadata', 'EcsContainer', 'Environment'].map(
    (source): Fault => ({
      when: `credential_source ${source} elsewhere`,
      config: () => `[profile lab]\n${ROLE}credential_source = ${source}\n`,
      says: new RegExp(`^The profile "lab" has credential_source "${source}", and .+\\.$`),
      hint: /source_profile = NAME/,
    }),
  ),
  {
    when: 'a credential_source that AWS does not have',
    config: () => `[profile lab]\n${ROLE}credential_source = Ec2\n`,
    says: 'The profile "lab" has credential_source "Ec2", and AWS has only Environment, Ec2InstanceMetadata, EcsContainer.',
  },
  {
    when: 'a web identity token that is not there',
    config: () => `[profile lab]\n${ROLE}web_identity_token_file = /nowhere/token\n`,
    says: 'The web identity token file "/nowhere/token" cannot be read.',
    hint: /web_identity_token_file/,
  },
  {
    when: 'half of an access key',
    config: () => '[profile lab]\naws_access_key_id = AKIAALICE\n',
    says: 'The profile "lab" has aws_access_key_id, and no aws_secret_access_key.',
  },
  {
    when: 'a session of aws login that is not there',
    config: () => '[profile lab]\nlogin_session = arn:aws:iam::111122223333:root\n',
    says: /^The profile "lab" is not signed in: there is no session of aws login/,
    type: 'aws login --profile lab',
  },
  {
    when: 'a session of IAM Identity Center that never began',
    config: () =>
      '[profile lab]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 111122223333\nsso_role_name = Instructor\n',
    says: 'The IAM Identity Center session of profile "lab" is not signed in.',
    type: 'aws sso login --profile lab',
  },
  {
    when: 'an sso_session that is not there',
    config: () => '[profile lab]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Admin\n',
    says: 'The profile "lab" has sso_session "corp", and there is no section [sso-session corp].',
  },
  {
    when: 'a profile with a region alone',
    config: () => '[profile lab]\nregion = us-east-1\n[profile work]\nregion = us-east-1\n',
    says: 'The profile "lab" has no credentials: no access key, role, session or credential_process.',
    hint: /--profile NAME, one of work$/,
    type: 'aws login --profile lab',
  },
  {
    when: 'keys that AWS does not know',
    config: () => '[profile lab]\naws_access_key_id = AKIAGONE\naws_secret_access_key = gone\n',
    says: 'AWS does not know the access key of profile "lab".',
    type: 'aws configure --profile lab',
  },
];

describe.each([
  ['a credential_process', PROGRAMS],
  ['a profile', FAULTS],
])('what is wrong with %s is reported', (_what, faults) => {
  test.each(faults)('$when', async ({ config, says, cause, hint, type }) => {
    const begun = await begin();
    begun.home.write('config', config(begun.home, begun));
    const before = JSON.stringify(begun.opened.sandbox.world());
    const error = await signIn(targetOf('lab'), undefined).then(
      () => undefined,
      (thrown) => thrown,
    );
    expect(error).toMatchObject({ code: 'ERR_CREDENTIALS' });
    if (typeof says === 'string') expect(error.message).toBe(says);
    else expect(error.message).toMatch(says);
    if (cause) expect(error.cause.message).toBe(cause);
    if (hint) expect(error.hint).toMatch(hint);
    if (type) expect(error.next[0]).toMatchObject({ shell: type });
    expect(error.next.length > 0 || error.hint !== undefined).toBe(true);
    expect(JSON.stringify([error.message, error.hint, error.next, error.cause?.message])).not.toMatch(
      /hunter2|AKIASECRET/,
    );
    expect(JSON.stringify(begun.opened.sandbox.world())).toBe(before);
  });
});

/** A role that the operator may assume, through a profile `instructor`. */
async function withRole({ opened, home, keys }: Begun, trusted: string, ...more: readonly string[]) {
  const { clients } = opened as Opened;
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: trusted }, Action: 'sts:AssumeRole' }],
  };
  const { Role } = await clients.iam.send(
    new CreateRoleCommand({ RoleName: 'Instructor', AssumeRolePolicyDocument: JSON.stringify(trust) }),
  );
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  await clients.iam.send(new AttachRolePolicyCommand({ RoleName: 'Instructor', PolicyArn }));
  home.write(
    'config',
    [
      '[profile base]',
      keysIn(keys('operator')),
      '[profile instructor]',
      'source_profile = base',
      `role_arn = ${Role!.Arn}`,
      ...more,
    ].join('\n'),
  );
}

test('a role that does not trust the source is reported, with who would assume it', async () => {
  const begun = await begin();
  await withRole(begun, '444455556666');
  await expect(signIn(targetOf('instructor'), undefined)).rejects.toMatchObject({
    code: 'ERR_CREDENTIALS',
    message:
      'The role "arn:aws:iam::111122223333:role/Instructor" of profile "instructor" cannot be assumed.',
    cause: { message: expect.stringContaining('sts:AssumeRole') },
    next: [{ shell: 'aws sts get-caller-identity --profile base' }],
  });
});

describe('a role that needs MFA', () => {
  /** The operator has a device, and the role trusts whoever gives its code. */
  async function withMfa() {
    const begun = await begin();
    const { clients } = begun.opened;
    const now = new Date();
    const device = await newAuthenticator(clients.iam, 'phone');
    await clients.iam.send(enabling(device, 'operator', now));
    await withRole(begun, '111122223333', `mfa_serial = ${device.serial}`);
    /** One that was not used to enable the device. */
    return { begun, serial: device.serial, code: device.code(now, 1) };
  }

  type Question = Parameters<NonNullable<AwsTarget['askMfaCode']>>[0];

  /** A person who gives these codes, the last one again and again. */
  function answering(...codes: readonly string[]) {
    const questions: Question[] = [];
    const askMfaCode = async (question: Question): Promise<string> => {
      questions.push(question);
      return codes[questions.length - 1] ?? codes.at(-1)!;
    };
    return { questions, target: { ...targetOf('instructor'), askMfaCode } };
  }

  test('asks for the code, once for all services', async () => {
    const { serial, code } = await withMfa();
    const { questions, target } = answering(code);
    const { operator } = await signIn(target, undefined);
    expect(operator.arn).toMatch(/:assumed-role\/Instructor\/kms-lab-\d+$/);
    expect(questions).toEqual([{ serial, profile: 'instructor', wrong: false }]);
  });

  test('says that a code was wrong, and asks again', async () => {
    const { code } = await withMfa();
    const { questions, target } = answering('000000', code);
    await signIn(target, undefined);
    expect(questions.map(({ wrong }) => wrong)).toEqual([false, true]);
  });

  test('asks at most three times', async () => {
    await withMfa();
    const { questions, target } = answering('000000');
    await expect(signIn(target, undefined)).rejects.toMatchObject({
      code: 'ERR_CREDENTIALS',
      message: 'AWS refused the MFA code 3 times.',
      hint: expect.stringContaining('wait for the next code'),
    });
    expect(questions).toHaveLength(3);
  });

  test('ends if the user cancels', async () => {
    await withMfa();
    const stopped = new LabError('ERR_INTERRUPTED', 'Stopped at the question; nothing was changed.');
    const askMfaCode = () => Promise.reject(stopped);
    await expect(signIn({ ...targetOf('instructor'), askMfaCode }, undefined)).rejects.toBe(stopped);
  });

  test('says what else to do if there is no user to ask', async () => {
    const { serial } = await withMfa();
    await expect(signIn(targetOf('instructor'), undefined)).rejects.toMatchObject({
      code: 'ERR_CREDENTIALS',
      message:
        'The role of profile "instructor" needs an MFA code, which only a person at a terminal can give.',
      next: [
        { shell: 'eval "$(aws configure export-credentials --profile instructor --format env)"' },
        { shell: `aws sts get-session-token --serial-number ${serial} --token-code CODE` },
      ],
    });
  });

  test('names a device that is not the user’s', async () => {
    const begun = await begin();
    await withRole(begun, '111122223333', 'mfa_serial = arn:aws:iam::111122223333:mfa/lost');
    await expect(signIn(answering('123456').target, undefined)).rejects.toMatchObject({
      message:
        'The profile "instructor" has mfa_serial "arn:aws:iam::111122223333:mfa/lost", which is not an MFA device of the user who assumes the role.',
      hint: expect.stringContaining('aws iam list-mfa-devices --profile base'),
    });
  });
});

test('a session of aws login that has expired and cannot be renewed', async () => {
  const home = freshHome();
  vi.stubEnv('AWS_REGION', REGION);
  const { url } = await canned(() => ({
    status: 400,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'AccessDeniedException' },
    body: JSON.stringify({ error: 'TOKEN_EXPIRED', message: 'expired' }),
  }));
  vi.stubEnv('AWS_ENDPOINT_URL', url);
  const session = 'arn:aws:iam::111122223333:user/ada';
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const token = {
    accessToken: {
      accessKeyId: 'ASIAGONE',
      secretAccessKey: 'gone',
      sessionToken: 'gone',
      accountId: '111122223333',
      expiresAt: '2020-01-01T00:00:00Z',
    },
    clientId: 'arn:aws:signin:::devtools/same-device',
    refreshToken: 'gone',
    dpopKey: privateKey.export({ type: 'sec1', format: 'pem' }),
  };
  vi.stubEnv('AWS_LOGIN_CACHE_DIRECTORY', home.home);
  home.write(`${createHash('sha256').update(session).digest('hex')}.json`, JSON.stringify(token));
  home.write('config', `[profile lab]\nlogin_session = ${session}\nregion = us-east-1\n`);
  await expect(signIn(targetOf('lab'), undefined)).rejects.toMatchObject({
    code: 'ERR_CREDENTIALS',
    message: 'The aws login session of profile "lab" has expired.',
    next: [{ shell: 'aws login --profile lab' }],
  });
});

test('a program that does not answer is ended', async () => {
  const command = `${process.execPath} -e "setInterval(() => {}, 1000)"`;
  await expect(askCredentialProcess({ command, profile: 'lab', limit: 300 })).rejects.toMatchObject({
    code: 'ERR_CREDENTIALS',
    message: expect.stringMatching(/gave no answer within 0\.3 seconds\.$/),
  });
});

test.each([
  ['a b', ['a', 'b']],
  ['"/opt/my tools/fetch" --for \'a "b"\'', ['/opt/my tools/fetch', '--for', 'a "b"']],
  ['a\\ b "c\\"d" e"f"\'g\'', ['a b', 'c"d', 'efg']],
  ['', []],
])('%s is split as a shell would', (line, words) => {
  expect(splitCommand(line)).toEqual(words);
});

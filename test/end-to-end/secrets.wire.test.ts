import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import { GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { kmsLab, serve } from './in-process.ts';
import { type Answer, freshState } from './kms-lab.ts';
import { configurationOf } from './served.ts';

/** The sandbox's own account, which contains what AWS would; and how its server admits this user's other processes. */
const HOLDS_SECRETS = /^(sandbox\/world|sandbox-server\.json$)/;

const REPORTS = ['html', 'md', 'junit', 'json'];
const PASSWORD = 'Correct-Horse-7-Battery!';

/** Every secret in a world, by the names of its members, wherever they are. */
const SECRET_MEMBERS = /^(secret|token|material|privateKey|password|seed|mfaSecret)$/i;

function secretsIn(value: unknown, found: string[] = []): readonly string[] {
  if (typeof value !== 'object' || value === null) return found;
  for (const [name, member] of Object.entries(value)) {
    if (typeof member === 'string' && member.length >= 16 && SECRET_MEMBERS.test(name)) found.push(member);
    else secretsIn(member, found);
  }
  return found;
}

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** In plain text, and in the encodings that a secret may have. */
const spellings = (secret: string): readonly string[] => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
];

/** Where a secret was found, by the name of the text. */
const leaks = (texts: ReadonlyMap<string, string>, secrets: readonly string[]): readonly string[] =>
  [...texts].flatMap(([name, text]) =>
    secrets.filter((secret) => spellings(secret).some((spelled) => text.includes(spelled))).map(() => name),
  );

describe('no secret gets out', () => {
  test('of a run and a reset, in every output format, on a served sandbox', async () => {
    const state = freshState();
    const served = await serve(state);
    const configuration = await configurationOf(state);
    const session = await newcomer(configuration);
    const secrets = [PASSWORD, ...session, ...tokenOf(state)];

    const said = new Map<string, string>();
    const tell = async (...args: readonly string[]) => {
      const answer = await kmsLab(state, ...args);
      said.set(`kms-lab ${args.join(' ')}`, answer.stdout + answer.stderr);
      return answer;
    };
    await all(tell, [
      ['run', '--json', '--verbose'],
      ['run', '--verbose'],
      ['status'],
      ['matrix', '--json'],
      ['checkpoint', 'save', 'here'],
      ['rollback', '--to', 'after-strip-decrypt', '--json'],
      ['reset', '--json', '--verbose'],
      ['plan', '--json'],
      ['sandbox', 'info', '--json'],
      ['sandbox', 'log', '--json'],
      ['sandbox', 'log'],
      ...REPORTS.map((format) => ['report', '--format', format, '--out', '-']),
    ]);
    for (const who of ['operator', 'root', 'instance-role', 'another-admin', 'outsider']) {
      const { credentials } = await configurationOf(state, '--as', who);
      secrets.push(credentials.secretAccessKey, credentials.sessionToken ?? credentials.secretAccessKey);
    }
    await served.stop();
    said.set('kms-lab sandbox serve', served.said());

    secrets.push(...worldSecrets(state));
    expect(new Set(secrets).size).toBeGreaterThan(8);
    const kept = new Map(
      filesIn(state)
        .map((path) => [relative(state, path), readFileSync(path, 'utf8')] as const)
        .filter(([name]) => !HOLDS_SECRETS.test(name)),
    );
    expect(kept.size).toBeGreaterThan(5);
    expect(said.get('kms-lab run --json --verbose')).toContain('"type":"summary"');
    expect(leaks(new Map([...said, ...kept]), secrets)).toEqual([]);
    // The search finds what is there: the exempt files hold them.
    expect(leaks(worldTexts(state), secrets).length).toBeGreaterThan(5);
    expect(modesOf(state)).toEqual([]);
  });
});

async function all(
  tell: (...args: string[]) => Promise<Answer>,
  calls: readonly (readonly string[])[],
): Promise<void> {
  for (const args of calls) {
    const { exitCode, stderr } = await tell(...args);
    expect([0, 4], `${args.join(' ')}: ${stderr}`).toContain(exitCode);
  }
}

/** A user with a password, an access key and a session, all of them secret. */
async function newcomer(configuration: object): Promise<readonly string[]> {
  const iam = new IAMClient(configuration);
  await iam.send(new CreateUserCommand({ UserName: 'newcomer' }));
  await iam.send(new CreateLoginProfileCommand({ UserName: 'newcomer', Password: PASSWORD }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'newcomer' }));
  const { Credentials } = await new STSClient(configuration).send(new GetSessionTokenCommand({}));
  return [AccessKey!.SecretAccessKey!, Credentials!.SecretAccessKey!, Credentials!.SessionToken!];
}

/** What lets this user's other processes administer the served sandbox. */
const tokenOf = (state: string): readonly string[] => [
  (JSON.parse(readFileSync(join(state, 'sandbox-server.json'), 'utf8')) as { token: string }).token,
];

const worldTexts = (state: string): ReadonlyMap<string, string> =>
  new Map(
    filesIn(state)
      .map((path) => [relative(state, path), readFileSync(path, 'utf8')] as const)
      .filter(([name]) => HOLDS_SECRETS.test(name)),
  );

const worldSecrets = (state: string): readonly string[] =>
  [...worldTexts(state)]
    // What is stored has other forms.
    .filter(([name]) => name.endsWith('.json'))
    .flatMap(([, text]) => secretsIn(JSON.parse(text)));

/** Files that others may read, and folders that they may enter. */
const modesOf = (state: string): readonly string[] =>
  readdirSync(state, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const mode = statSync(path).mode & 0o777;
      return mode === (entry.isFile() ? 0o600 : 0o700) ? '' : `${relative(state, path)}: ${mode.toString(8)}`;
    })
    .filter(Boolean);

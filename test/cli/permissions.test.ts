import { expect, test } from 'vitest';
import { ASKING_COMMANDS, LAB_COMMANDS } from '../../src/aws/permissions.ts';
import { COMMANDS } from '../../src/cli/commands/index.ts';
import { type } from './streams.ts';

/** Nothing is read there, and nothing kept: the command needs no account. */
const HOME = { env: { HOME: '/nowhere' } };
const WHERE = '--account 111122223333 --region us-east-1 --key k --instance-id i-1';

test('prints only a policy document on stdout, and what the key policy needs on stderr', async () => {
  const { exitCode, stdout, stderr } = await type(`permissions status ${WHERE}`, HOME);
  expect(exitCode).toBe(0);
  const { Statement } = JSON.parse(stdout);
  expect(Statement).toContainEqual({
    Sid: 'TheKey',
    Effect: 'Allow',
    Action: expect.arrayContaining(['kms:GetKeyPolicy', 'kms:ListGrants']),
    Resource: 'arn:aws:kms:us-east-1:111122223333:key/k',
  });
  expect(stdout).not.toMatch(/</);
  expect(stderr).toContain('arn:aws:iam::111122223333:root');
  expect(stderr).not.toContain('To be filled in');
});

test('says which placeholders are left, and with what to fill them', async () => {
  const { stdout, stderr } = await type('permissions run --region cn-north-1', HOME);
  expect(stdout).toContain('arn:aws-cn:iam::<ACCOUNT>:role/KMSWorkshop-InstanceInitRole');
  expect(stderr).toMatch(/To be filled in: .*<ACCOUNT> by --account ID.*<KEY_ID> by --key ID/);
});

test('uses the names of the lab’s resources, and the role that the operator assumes', async () => {
  const { stdout } = await type(
    `permissions ${WHERE} --role R --user u --bucket b --operator-role sso/Ops`,
    HOME,
  );
  for (const part of ['role/R"', 'user/u"', ':::b"', 'role/sso/Ops"']) expect(stdout).toContain(part);
  expect(stdout).not.toContain('aws:username');
});

test('is for every command on the lab if none is named, and for a group of them', async () => {
  const records = async (line: string) =>
    JSON.parse((await type(`${line} --json`, HOME)).stdout.split('\n')[0]!);
  expect(await records('permissions')).toMatchObject({ type: 'permissions', commands: LAB_COMMANDS });
  expect((await records('permissions checkpoint')).commands).toHaveLength(5);
});

test('says which commands need a policy of their own if none is named', async () => {
  const { stderr } = await type('permissions', HOME);
  expect(stderr).toMatch(
    /^Not in it is what setup and teardown need.*\n {2}kms-lab permissions setup\n {2}kms-lab permissions teardown\n/,
  );
  expect((await type('permissions run', HOME)).stderr).not.toContain('Not in it');
});

test.each(['setup', 'teardown'])('knows no key and no instance before %s does', async (command) => {
  const { stdout } = await type(`permissions ${command} --account 111122223333 --region us-east-1`, HOME);
  expect(stdout).not.toMatch(/</);
});

test('needs more with --probe-mfa', async () => {
  expect((await type('permissions verify', HOME)).stdout).not.toContain('iam:CreateAccessKey');
  expect((await type('permissions verify --probe-mfa', HOME)).stdout).toContain('iam:CreateAccessKey');
});

test.each([
  ['permissions rum', 'ERR_UNKNOWN_NAME', 'did you mean run?'],
  ['permissions explain', 'ERR_USAGE', 'opens no account of AWS'],
  ['permissions sandbox', 'ERR_USAGE', 'opens no account of AWS'],
  ['permissions run twice', 'ERR_USAGE', 'Too many arguments'],
])('%s is refused: %s', async (line, code, says) => {
  const { exitCode, stdout, stderr } = await type(line, HOME);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain(code);
  expect(stderr).toContain(says);
});

/**
 * Those that open no account, or, for a room, send in each of many what the command of one sends. A new command is either one of these or a row of
 * test/permissions/commands.ts.
 */
const OFFLINE =
  /^(explain|report|permissions|config|completion|selftest|conformance|sandbox .*|state .*|fleet .*|board)$/;

test('every command that opens an account is known here', () => {
  const opening = COMMANDS.map(({ name }) => name).filter((name) => !OFFLINE.test(name));
  expect([...ASKING_COMMANDS].sort()).toEqual([...opening].sort());
});

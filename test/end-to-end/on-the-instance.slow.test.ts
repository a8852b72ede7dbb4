import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Ec2Instance, WorldAccount } from '../../src/sandbox/world.ts';
import { unmanage } from '../sandbox/unmanage.ts';
import { cellsOf, freshState, kmsLab, type Told, tell } from './kms-lab.ts';
import { addressFile, configurationOf, meddle, serve } from './served.ts';

const ACCOUNT = '111122223333';
/** The actions that KMS has a dry run for. */
const TRIED = ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:Decrypt'];

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A sandbox used like AWS: at its endpoint, with the operator's credentials and no others. */
async function asAws(
  change: (instance: Ec2Instance, keyId: string, account: WorldAccount) => void = () => {},
) {
  const home = freshState();
  await meddle(home, change);
  await serve(home);
  const { webAppUrl } = JSON.parse(readFileSync(addressFile(home), 'utf8'));
  const { endpoint, region, credentials } = await configurationOf(home);
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  vi.stubEnv('AWS_REGION', region);
  const state = freshState();
  return (command: string, ...args: readonly string[]): Promise<Told> =>
    tell(
      state,
      command,
      ...['--target', 'aws', '--endpoint-url', endpoint, '--account', ACCOUNT, '--yes'],
      ...['--web-app-url', webAppUrl, ...args],
    );
}

const ofRole = (told: Told, step: string) =>
  cellsOf(told, step).filter(({ principal }) => principal === 'instance-role');

const unmanaged = (_instance: Ec2Instance, _keyId: string, account: WorldAccount): void => unmanage(account);

describe('an account without anyone who has the role’s credentials', () => {
  test('the role is asked on the instance, and agrees with what was predicted', async () => {
    const lab = await asAws();
    const told = await lab('run');
    expect(told.summary).toMatchObject({ ok: true, exitCode: 0, target: 'aws' });
    for (const step of [
      'strip-decrypt',
      'key-policy-account-only',
      'key-policy-role-only',
      'key-policy-mfa',
    ]) {
      const cells = ofRole(told, step);
      const observed = cells.filter((cell) => cell.observed);
      expect(observed.map(({ action }) => action)).toEqual(TRIED);
      expect(observed.map((cell) => cell.observed?.outcome)).toEqual(
        observed.map(({ predicted }) => predicted.outcome),
      );
    }
    expect((await lab('reset')).summary).toMatchObject({ ok: true, exitCode: 0 });
  });

  test('an instance without an AWS CLI cannot be asked, and is predicted', async () => {
    const lab = await asAws((instance) => {
      instance.software = { app: '#!/usr/bin/env python3', programs: ['python3'] };
    });
    const told = await lab('run', '--to', 'start-web-app');
    expect(told.summary).toMatchObject({ ok: true, exitCode: 0 });
    expect(ofRole(told, 'strip-decrypt').filter((cell) => cell.observed)).toEqual([]);
  });
});

describe('an instance that Systems Manager does not reach', () => {
  test('stops a run before its first write, and says what to do', async () => {
    const lab = await asAws(unmanaged);
    const { exitCode, summary } = await lab('run');
    expect([exitCode, summary.writes]).toEqual([1, 0]);
    expect(summary.error).toMatchObject({
      code: 'ERR_NO_SHELL',
      message: expect.stringContaining('is not managed by Systems Manager'),
      hint: expect.stringMatching(/AmazonSSMManagedInstanceCore.*sudo python WebAppEncSSE\.py 80/),
    });
  });

  test('with a web app that was started there by hand, the lab continues; what it cannot see has not passed', async () => {
    const lab = await asAws((instance, keyId, account) => {
      unmanage(account);
      instance.webApp = { keyId, port: 80, started: '2026-06-01T12:00:00Z' };
    });
    const { exitCode, summary } = await lab('run');
    const checks = summary.steps.flatMap(({ checks }) => checks);
    expect([exitCode, summary.ok]).toEqual([0, true]);
    const notPassed = checks.filter(({ status }) => status !== 'passed');
    expect(notPassed.map(({ id, status }) => [id, status])).toContainEqual([
      'log-names-the-denial',
      'skipped',
    ]);
    expect(new Set(notPassed.map(({ id }) => id))).toEqual(new Set(['log-names-the-denial']));
    expect(checks.find(({ id }) => id === 'log-names-the-denial')?.observed).toContain('not managed');
    expect((await lab('reset')).summary).toMatchObject({ ok: true, exitCode: 0 });
  });
});

test.each([
  ['ftp://203.0.113.10', /begins neither with http/],
  ['203.0.113.10', /which is not a URL/],
  ['http://somebody:secret@203.0.113.10', /holds a user name or a password/],
  ['http://203.0.113.10/S3//x', /has a path: the web app answers at the root/],
])('--web-app-url %s is refused before anything is asked', async (url, message) => {
  const { exitCode, stdout, stderr } = await kmsLab(freshState(), 'plan', '--web-app-url', url);
  expect(exitCode).toBe(2);
  // As wide as the screen is.
  expect(stderr.replace(/\s+/g, ' ')).toMatch(message);
  expect(stdout + stderr).not.toContain('secret');
});

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListRolesCommand } from '@aws-sdk/client-iam';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Clients, openClients } from '../../../src/aws/client/clients.ts';
import { isThisMachine } from '../../../src/aws/client/endpoint.ts';
import type { AwsTarget } from '../../../src/aws/client/target.ts';
import { canned, json } from '../canned.ts';

const ALICE = { accessKeyId: 'AKIAALICE', secretAccessKey: 'alice-secret', sessionToken: 'token' };
const CONFIG = join(mkdtempSync(join(tmpdir(), 'kms-lab-http-')), 'config');
const at = (target: Partial<AwsTarget>): AwsTarget => ({
  name: 'aws',
  region: 'us-east-1',
  credentials: ALICE,
  actAs: async () => ({}),
  ...target,
});

/** This machine, by a name that is not loopback’s. */
const elsewhere = (endpoint: string): string => endpoint.replace('127.0.0.1', '0.0.0.0');
const look = (clients: Clients) => clients.kms.send(new DescribeKeyCommand({ KeyId: 'k' }));
const REFUSED = { code: 'ERR_PLAIN_HTTP', exitCode: 5, message: expect.stringContaining('"0.0.0.0"') };

afterEach(() => vi.unstubAllEnvs());

describe('a signed request to another machine without encryption is not sent', () => {
  test.each<[string, (clients: Clients) => Promise<unknown>]>([
    ['KMS', look],
    ['IAM', ({ iam }) => iam.send(new ListRolesCommand({}))],
    ['S3', ({ s3 }) => s3.send(new ListBucketsCommand({}))],
    ['STS', ({ sts }) => sts.send(new GetCallerIdentityCommand({}))],
    ['another principal', ({ actingAs }) => actingAs(ALICE).sts.send(new GetCallerIdentityCommand({}))],
    ['another Region', ({ kmsIn }) => kmsIn('eu-west-1').send(new DescribeKeyCommand({ KeyId: 'k' }))],
  ])('%s', async (_, ask) => {
    const { url: endpoint, asked } = await canned(() => json({}));
    await expect(ask(openClients(at({ endpoint: elsewhere(endpoint) })))).rejects.toMatchObject(REFUSED);
    expect(asked).toEqual([]);
  });

  test.each<[string, (endpoint: string) => Partial<AwsTarget>]>([
    [
      'a variable',
      (endpoint) => {
        vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
        return {};
      },
    ],
    [
      'the variable of a service',
      (endpoint) => {
        vi.stubEnv('AWS_ENDPOINT_URL_KMS', endpoint);
        return {};
      },
    ],
    [
      'a profile',
      (endpoint) => {
        writeFileSync(CONFIG, `[profile away]\nendpoint_url = ${endpoint}\n`);
        vi.stubEnv('AWS_CONFIG_FILE', CONFIG);
        return { profile: 'away' };
      },
    ],
    [
      'the profile of a role, which is assumed first',
      (endpoint) => {
        const keys = 'aws_access_key_id = AKIA\naws_secret_access_key = secret';
        const role = 'role_arn = arn:aws:iam::111122223333:role/x\nsource_profile = base';
        writeFileSync(CONFIG, `[profile base]\n${keys}\n[profile role]\n${role}\n`);
        vi.stubEnv('AWS_CONFIG_FILE', CONFIG);
        return { profile: 'role', credentials: undefined, endpoint } as never;
      },
    ],
  ])('if %s names the endpoint', async (_, set) => {
    const { url: endpoint, asked } = await canned(() => json({}));
    await expect(look(openClients(at(set(elsewhere(endpoint)))))).rejects.toMatchObject(REFUSED);
    expect(asked).toEqual([]);
  });

  test('without leave to do so', async () => {
    const { url: endpoint, asked } = await canned(() => json({}));
    await look(openClients(at({ endpoint: elsewhere(endpoint), allowHttp: true })));
    expect(asked).toHaveLength(1);
  });
});

describe('a host is this machine', () => {
  test.each([
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['localhost', true],
    ['::1', true],
    ['[::1]', true],
    ['127.0.0.1.example.com', false],
    ['localhost.example.com', false],
    ['x.localhost', false],
    ['0.0.0.0', false],
    ['10.0.0.1', false],
  ])('%s: %s', (host, is) => expect(isThisMachine(host)).toBe(is));
});

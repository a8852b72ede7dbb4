import { expect } from 'vitest';
import { openSandbox, type Sandbox, type SandboxOptions } from '../../../src/sandbox/sandbox.ts';
import { freshDirectory } from '../served.ts';
import { type Signer, type Signing, sign } from './sign.ts';
import { type Answer, bytesOf, type Draft, send } from './wire.ts';

/** Those that every user may call. */
export type Service = 'kms' | 'ssm' | 'iam' | 'sts' | 'ec2' | 's3';
export type SignedService = Service | 'organizations';
export type Options = Partial<Pick<Signing, 'as' | 'at' | 'service'>>;

/** A request before it is signed. */
export const draft = (given: Partial<Omit<Draft, 'body'>> & { readonly body?: string | Buffer }): Draft => ({
  method: 'POST',
  target: '/',
  headers: [],
  ...given,
  body: Buffer.from(given.body ?? ''),
});

export const json = (target: string, body: string): Draft =>
  draft({
    headers: [
      ['content-type', 'application/x-amz-json-1.1'],
      ['x-amz-target', target],
    ],
    body,
  });

export const form = (body: string): Draft =>
  draft({ headers: [['content-type', 'application/x-www-form-urlencoded; charset=utf-8']], body });

/** One that is answered 200. */
export const GOOD: Readonly<Record<Service, Draft>> = {
  kms: json('TrentService.ListKeys', '{}'),
  ssm: json('AmazonSSM.DescribeInstanceInformation', '{}'),
  iam: form('Action=ListUsers&Version=2010-05-08'),
  sts: form('Action=GetCallerIdentity&Version=2011-06-15'),
  ec2: form('Action=DescribeInstances&Version=2016-11-15'),
  s3: draft({ method: 'GET' }),
};

/** A sandbox on its socket, and its client. */
export async function open(more: Partial<SandboxOptions> = {}) {
  let ahead = 0;
  const now = () => new Date(Date.now() + ahead);
  const sandbox = await openSandbox({ directory: freshDirectory(), now, ...more });
  const { endpoint, region } = sandbox;
  const { host } = new URL(endpoint);
  const operator: Signer = sandbox.credentials('operator')!;
  const signed = (service: SignedService, request: Draft, options: Options = {}): Draft =>
    sign(request, { service, region, host, as: operator, ...options });
  const raw = (bytes: Buffer | string): Promise<Answer | undefined> => send(endpoint, bytes);
  const ask = (service: SignedService, request: Draft, options?: Options): Promise<Answer | undefined> =>
    raw(bytesOf(signed(service, request, options)));
  /** Checks that the work changed nothing, polluted no prototype, and that the server lives. */
  const unharmed = async <T>(work: () => Promise<T>): Promise<T> => {
    const before = stateOf(sandbox);
    const result = await work();
    expect(stateOf(sandbox)).toBe(before);
    expect(inherited()).toEqual([]);
    expect(await ask('kms', GOOD.kms)).toMatchObject({ status: 200 });
    return result;
  };
  /** The sandbox's own clock: signatures go by the real one. */
  const moveClock = (ms: number) => {
    ahead += ms;
  };
  return { sandbox, operator, signed, raw, ask, unharmed, moveClock };
}

export const stateOf = (sandbox: Sandbox): string => JSON.stringify(sandbox.world());

/** What every object would have; there is nothing of its own that can be enumerated. */
export function inherited(): readonly string[] {
  const names: string[] = [];
  for (const name in {}) names.push(name);
  return names;
}

import { describe, expect, test } from 'vitest';
import { openClients } from '../../../src/aws/client/clients.ts';
import { enforcementOf } from '../../../src/aws/probes/enforcement.ts';
import type { AccessMatrix } from '../../../src/contract/access.ts';
import { type Canned, canned, json, jsonError } from '../canned.ts';
import { open } from '../opened.ts';
import { openProxy, type Passing } from '../proxy.ts';

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1b2c3d4e-5f60-4718-92a3-b4c5d6e7f809';

describe('a target that gets a request with an unknown access key', () => {
  test.each([
    ['carries it out', json({ CiphertextBlob: 'AA==' })],
    ['would carry it out', jsonError('DryRunOperationException', '', 412)],
    ['looks at the key first', jsonError('DisabledException', 'is disabled')],
  ])('does not enforce policies if it %s', async (_what, answer) => {
    const { clients } = await canned(() => answer);
    expect(await enforcementOf(clients, KEY)()).toBe('it accepts an access key that does not exist');
  });

  test.each(['UnrecognizedClientException', 'InvalidClientTokenId', 'AccessDeniedException'])(
    'is believed if it says %s, and asked once',
    async (code) => {
      const { clients, asked } = await canned(() => jsonError(code, 'no'));
      const why = enforcementOf(clients, KEY);
      expect([await why(), await why()]).toEqual([undefined, undefined]);
      expect(asked.map(({ body }) => JSON.parse(body))).toEqual([expect.objectContaining({ DryRun: true })]);
    },
  );

  test('that fails has said nothing', async () => {
    const { clients } = await canned(() => jsonError('InternalFailure', 'oh', 500));
    await expect(enforcementOf(clients, KEY)()).rejects.toMatchObject({ code: 'ERR_AWS' });
  });

  test.each(['kms.us-east-1.amazonaws.com', 'kms-fips.us-gov-west-1.amazonaws.com', 'kms.eu-west-1.api.aws'])(
    'is never AWS: nothing is sent to %s',
    async (host) => {
      const { target } = await canned(() => json({}));
      const clients = openClients({ ...target, endpoint: `https://${host}` });
      expect(await enforcementOf(clients, KEY)()).toBeUndefined();
      expect(clients.counter.calls).toBe(0);
    },
  );
});

describe('the matrix of', () => {
  const CRYPTOGRAPHY = /^TrentService\.(Encrypt|GenerateDataKey|Decrypt)$/;

  async function matrixOf(instead: (passing: Passing) => Canned | undefined): Promise<AccessMatrix> {
    const opened = await open();
    const endpoint = await openProxy(opened.sandbox.endpoint, { instead });
    const lab = await opened.openLab({ ...opened.target, name: 'aws', endpoint });
    return lab.access.matrix();
  }
  const ofOperator = (matrix: AccessMatrix) =>
    matrix.filter(({ principal }) => principal === 'operator').slice(0, 3);

  test('a target that lets everyone in says so, and has observed nothing', async () => {
    const matrix = await matrixOf(({ operation }) =>
      CRYPTOGRAPHY.test(operation) ? jsonError('DryRunOperationException', '', 412) : undefined,
    );
    expect(matrix.some(({ observed }) => observed)).toBe(false);
    for (const cell of ofOperator(matrix)) expect(cell.unenforced).toMatch(/access key that does not exist/);
  });

  test('a target without dry runs says so, whatever else it answers', async () => {
    const matrix = await matrixOf(({ operation, accessKeyId }) => {
      if (!CRYPTOGRAPHY.test(operation) || accessKeyId.endsWith('NOBODY0000')) return undefined;
      return operation.endsWith('Decrypt')
        ? jsonError('InvalidCiphertextException')
        : json({ CiphertextBlob: 'AA==' });
    });
    expect(matrix.some(({ observed }) => observed)).toBe(false);
    for (const cell of ofOperator(matrix)) expect(cell.unenforced).toMatch(/dry run/);
  });

  test('a target that enforces policies, and is not AWS, is observed', async () => {
    const matrix = await matrixOf(() => undefined);
    expect(ofOperator(matrix).map(({ observed }) => observed?.outcome)).toEqual(Array(3).fill('allowed'));
    expect(matrix.some(({ unenforced }) => unenforced)).toBe(false);
  });
});

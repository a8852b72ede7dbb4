import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { adviceOn, denialOf, detailsIn, readDenial, withoutDetails } from '../../../src/aws/client/denial.ts';
import { toLabError } from '../../../src/aws/client/failure.ts';
import { readAnswer } from '../../../src/aws/probes/observe.ts';
import { LabError } from '../../../src/contract/errors.ts';
import { refusalDetailsOf } from '../../../src/contract/refusal-details.ts';
import { noteOf } from '../../../src/engine/recorder.ts';
import { evaluatePolicies } from '../../../src/policy/evaluate.ts';
import type { Caller } from '../../../src/policy/request.ts';
import { errorText } from '../../../src/report/error.ts';
import { whatToDo } from '../../what-to-do.ts';

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1b2c';
const USER = 'arn:aws:iam::111122223333:user/operator';
const POLICY = 'arn:aws:iam::111122223333:policy/X';
const ID = 'a1b2c3d4-5678-90ab-cdef-EXAMPLE11111';
const LINK = `https://us-east-1.console.aws.amazon.com/iam/home?region=us-east-1#/authorization-details/${ID}`;
const TAIL = `. Go to ${LINK} for complete details, or call the GetRequestAuthorizationDetails API with the following authorization id: ${ID}`;

const frame = (action: string, reason: string, on = ` on resource: ${KEY}`) =>
  `User: ${USER} is not authorized to perform: ${action}${on} ${reason}`;

describe('the details that AWS keeps for a day', () => {
  const identity = frame('kms:Decrypt', `with an explicit deny in an identity-based policy: ${POLICY}`);
  test.each<[string, string, string]>([
    ['are left out, and the policy’s ARN stays', `${identity}${TAIL}`, identity],
    ['with a full stop behind them', `${identity}${TAIL}.`, identity],
    ['without the API', `${identity}. Go to ${LINK} for complete details`, identity],
    [
      'without the link',
      `${identity}. Call the GetRequestAuthorizationDetails API with the following authorization id: ${ID}`,
      identity,
    ],
    [
      'are not looked for in other texts',
      'Go to https://example.com for details',
      'Go to https://example.com for details',
    ],
    ['in the middle of a text', `${identity}${TAIL} (Service: Kms)`, `${identity} (Service: Kms)`],
  ])('%s', (_, message, left) => {
    expect(withoutDetails(message)).toBe(left);
    expect(withoutDetails(message)).not.toContain(ID);
  });

  test('reach neither an error nor an observation', () => {
    const refused = Object.assign(new Error(`${identity}${TAIL}`), { name: 'AccessDeniedException' });
    const error = toLabError(refused, 'DecryptCommand', { client: 'KMSClient' });
    expect(`${error.message} ${error.hint} ${JSON.stringify(error.next)}`).not.toContain(ID);
    expect(String(error.cause)).toBe(`AccessDeniedException: ${identity}`);
    expect(error.message).toBe(`Decrypt failed: ${identity}`);
    expect(readAnswer(refused, 'kms:Decrypt')).toEqual({
      outcome: 'explicitly-denied',
      evidence: `AccessDeniedException: with an explicit deny in an identity-based policy: ${POLICY}`,
    });
  });
});

describe('the same details, only for a screen', () => {
  const identity = frame('kms:Decrypt', `with an explicit deny in an identity-based policy: ${POLICY}`);
  test.each([
    [`${identity}${TAIL}`, { link: LINK }],
    [
      `${identity}. Or, call the GetRequestAuthorizationDetails API with the following authorization id: ${ID}.`,
      { id: ID },
    ],
    [
      'You are not authorized to perform this operation. Encoded authorization failure message: 4GI_a-b',
      { encoded: '4GI_a-b' },
    ],
    [identity, undefined],
  ])('%s', (message, details) => {
    expect(detailsIn(message)).toEqual(details);
    const note = noteOf(toLabError(Object.assign(new Error(message), { name: 'AccessDenied' }), 'GetRole'));
    expect(refusalDetailsOf(note)).toEqual(details);
    const [value = 'nothing'] = Object.values(details ?? {});
    expect(inspect({ ...note }, { showHidden: false, depth: 9 }) + JSON.stringify(note)).not.toContain(value);
    expect(errorText(note, { width: 200, color: false })).not.toContain(value);
    const shown = errorText(note, { width: 200, color: false, isScreen: true });
    expect(shown.includes(value)).toBe(details !== undefined);
  });

  test('stay with every error that is made from it', () => {
    const refused = toLabError(Object.assign(new Error(`${identity}${TAIL}`), { name: 'AccessDenied' }), 'X');
    const again = new LabError('ERR_ACCESS', 'It could not be looked at.', { cause: refused });
    expect(refusalDetailsOf(noteOf(again))).toEqual({ link: LINK });
  });
});

describe('a denial is parsed', () => {
  test.each<[string, object | undefined]>([
    [
      frame('kms:DescribeKey', 'with an explicit deny in a resource-based policy'),
      { kind: 'explicit', action: 'kms:DescribeKey', source: 'resource-policy', resource: KEY, caller: USER },
    ],
    [
      `${frame('iam:GetRole', `with an explicit deny in an identity-based policy: ${POLICY}`)}${TAIL}`,
      { kind: 'explicit', action: 'iam:GetRole', source: 'identity-policy', where: POLICY },
    ],
    [
      frame('kms:Decrypt', `with an explicit deny in a permissions boundary: ${POLICY}`),
      { kind: 'explicit', source: 'permissions-boundary', where: POLICY },
    ],
    [
      frame('kms:GenerateDataKey', 'because no session policy allows the kms:GenerateDataKey action'),
      { kind: 'implicit', source: 'session-policy' },
    ],
    [
      frame(
        'kms:Decrypt',
        'because no identity-based policy allows the kms:Decrypt action',
        ' on the resource associated with this ciphertext',
      ),
      { kind: 'implicit', source: 'identity-policy' },
    ],
    [
      frame('sts:AssumeRole', 'because no role trust policy allows the sts:AssumeRole action', ''),
      { kind: 'implicit', source: 'resource-policy' },
    ],
    [
      'User: u is not authorized to perform: iam:GetRole on resource: role R because no identity-based policy allows the iam:GetRole action',
      { kind: 'implicit', action: 'iam:GetRole', source: 'identity-policy' },
    ],
    ['Access Denied', undefined],
    [frame('sts:AssumeRole', ''), undefined],
    [frame('kms:Decrypt', 'with an explicit deny in a service control policy'), undefined],
    [
      frame(
        'kms:Decrypt',
        'because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access',
      ),
      undefined,
    ],
  ])('%s', (message, expected) => {
    const read = readDenial(message);
    if (expected) expect(read).toMatchObject(expected);
    expect(read?.resource ?? 'arn:').toMatch(/^arn:/);
    if (!expected) expect(read).toBeUndefined();
  });
});

describe('advice depends on the kind of the refusal', () => {
  const advice = (action: string, reason: string, on?: string) =>
    adviceOn(readDenial(frame(action, reason, on))!);

  test('no Allow overrides a Deny of the key policy: only an exempted principal can write it', () => {
    const { says, next } = advice('kms:DescribeKey', 'with an explicit deny in a resource-based policy');
    expect(says).toMatch(/^A key policy denies kms:DescribeKey explicitly, and no Allow can lift that\./);
    expect(says).toContain('As a rule, the account root is one.');
    expect(next).toMatchObject([{ run: ['reset', '--allow-root'] }]);
  });

  test('and root is not told to sign in as root', () => {
    const refused = frame('kms:DescribeKey', 'with an explicit deny in a resource-based policy');
    const { says, next } = adviceOn(readDenial(refused.replace('user/operator', 'root'))!);
    expect(says).toContain('The account root itself is denied');
    expect(next).toMatchObject([
      { shell: expect.stringMatching(/^aws kms put-key-policy --key-id arn:aws:kms:\S+ /) },
    ]);
  });

  test('nor to write the key policy, if that is denied', () => {
    const refused = frame('kms:PutKeyPolicy', 'with an explicit deny in a resource-based policy');
    expect(adviceOn(readDenial(refused.replace('user/operator', 'root'))!).next).toEqual([]);
  });

  test.each([
    ['the operator', 'user/operator', ['reset', '--operator', 'root']],
    ['its root', 'root', ['sandbox', 'reset']],
  ])('on the sandbox, what is typed fits it: denied to %s', (_who, caller, run) => {
    const refused = frame('kms:DescribeKey', 'with an explicit deny in a resource-based policy');
    const denial = readDenial(refused.replace('user/operator', caller))!;
    expect(adviceOn(denial, 'sandbox').next).toMatchObject([{ run }]);
  });

  test('nor one of IAM, which is named', () => {
    const { says, next } = advice(
      'iam:GetRole',
      `with an explicit deny in an identity-based policy: ${POLICY}`,
    );
    expect(says).toBe(
      `The identity-based policy ${POLICY} denies iam:GetRole explicitly, and no Allow can lift that. An administrator has to change the identity-based policy.`,
    );
    expect(next).toEqual([]);
  });

  test('an implicit deny comes with the statement that would allow it', () => {
    const { says, next } = advice(
      'kms:DescribeKey',
      'because no identity-based policy allows the kms:DescribeKey action',
    );
    expect(says).toBe(
      `No identity-based policy allows kms:DescribeKey. This statement in an identity-based policy would: {"Effect":"Allow","Action":"kms:DescribeKey","Resource":"${KEY}"}`,
    );
    expect(next).toMatchObject([{ run: ['permissions'] }]);
  });

  test.each<[string, string, RegExp]>([
    [
      'kms:DescribeKey',
      ` on resource: ${KEY}`,
      new RegExp(
        `a key policy would: {"Effect":"Allow","Principal":{"AWS":"${USER}"},"Action":"kms:DescribeKey","Resource":"\\*"}$`,
      ),
    ],
    [
      's3:GetObject',
      ' on resource: arn:aws:s3:::b/k',
      /a bucket policy would: .*"Resource":"arn:aws:s3:::b\/k"}$/,
    ],
    ['sts:AssumeRole', '', /a role trust policy would: .*"Action":"sts:AssumeRole"}$/],
  ])('a statement of a resource’s policy names the principal: %s', (action, on, expected) => {
    expect(advice(action, `because no resource-based policy allows the ${action} action`, on).says).toMatch(
      expected,
    );
  });

  test('the statement names the session’s role', () => {
    const message = frame(
      'kms:Decrypt',
      'because no resource-based policy allows the kms:Decrypt action',
    ).replace(USER, 'arn:aws:sts::111122223333:assumed-role/app/i-1');
    expect(adviceOn(readDenial(message)!).says).toContain('"AWS":"arn:aws:iam::111122223333:role/app"');
  });

  test('an error of AWS has the advice as its hint, and does not promise that permissions help against a Deny', () => {
    const told = (message: string) =>
      whatToDo(
        toLabError(
          Object.assign(new Error(message), { name: 'AccessDeniedException' }),
          'DescribeKeyCommand',
          {
            client: 'KMSClient',
            whenRefused: [{ run: ['permissions', 'run'] }],
          },
        ),
      );
    expect(told(frame('kms:DescribeKey', 'with an explicit deny in a resource-based policy'))).not.toMatch(
      /permissions/,
    );
    expect(
      told(frame('kms:DescribeKey', 'because no identity-based policy allows the kms:DescribeKey action')),
    ).toMatch(/would: {.*}\nkms-lab permissions run$/);
    expect(told('Access Denied')).toMatch(/^the operator needs kms:DescribeKey.*\nkms-lab permissions run$/);
  });
});

describe('a decision of the evaluator gives the same', () => {
  const caller: Caller = { kind: 'user', accountId: '111122223333', arn: USER, id: 'AIDAOPERATOR' };
  const request = { caller, action: 'kms:DescribeKey', resource: KEY };
  const resource = (Effect: 'Allow' | 'Deny') => ({
    name: 'the key policy',
    document: {
      Statement: [{ Sid: 'All', Effect, Principal: '*' as const, Action: 'kms:*', Resource: '*' }],
    },
  });
  const of = (policies: Parameters<typeof evaluatePolicies>[1]) =>
    denialOf(request, evaluatePolicies(request, policies));
  const owner = '111122223333';

  test('an explicit Deny by its statement', () => {
    expect(of({ owner, identity: [], resource: resource('Deny') })).toMatchObject({
      kind: 'explicit',
      source: 'resource-policy',
      where: '“All” in the key policy',
    });
  });

  test('nothing that allows', () => {
    expect(of({ owner, identity: [] })).toMatchObject({ kind: 'implicit', source: 'resource-policy' });
  });

  test('an allowed request is not a denial', () => {
    expect(of({ owner, identity: [], resource: resource('Allow') })).toBeUndefined();
  });
});

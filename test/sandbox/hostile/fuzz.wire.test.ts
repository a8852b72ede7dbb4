import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CORPUS } from './corpus.ts';
import { type Mutation, mutate, mutation } from './mutate.ts';
import { GOOD, inherited, open, stateOf } from './opened.ts';
import { type Answer, bytesOf, type Draft } from './wire.ts';

let it: Awaited<ReturnType<typeof open>>;
beforeAll(async () => {
  it = await open();
});
afterAll(() => it.sandbox.close());

const genuine = fc.constantFrom(...CORPUS);
const RUNS = { numRuns: 400 };

/** AWS refuses it, or Node ended the connection; 501 is S3's answer for what the sandbox does not have. */
const isClean = (answer: Answer | undefined): boolean =>
  answer === undefined || answer.status < 500 || answer.status === 501;

test.each(CORPUS.map(([service, request]) => [service, nameOf(request), request] as const))(
  'the corpus is genuine: %s %s',
  async (service, _name, request) => {
    const answer = await it.ask(service, request);
    expect(answer?.text).not.toMatch(/Signature|MalformedInput|Serialization|MalformedXML/);
    expect(isClean(answer)).toBe(true);
  },
);

test('a request altered after signing is refused, and changes nothing', async () => {
  const alteration = fc.array(mutation, { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(genuine, alteration, async ([service, request], mutations) => {
      const signed = it.signed(service, request);
      const altered = mutations.reduce(mutate, signed);
      const before = stateOf(it.sandbox);
      const answer = await it.raw(bytesOf(altered));
      expect(isClean(answer), answer?.text).toBe(true);
      expect(inherited()).toEqual([]);
      // Only what means the same is accepted: an additional space in a header, an escape written in another way.
      if (answer !== undefined && answer.status < 400) expect(meaningOf(altered)).toEqual(meaningOf(signed));
      else expect(stateOf(it.sandbox)).toBe(before);
    }),
    RUNS,
  );
  expect(await it.ask('kms', GOOD.kms)).toMatchObject({ status: 200 });
});

test('a signed request without meaning is refused, and the server survives', async () => {
  const nonsense = fc.array(mutation, { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(genuine, nonsense, async ([service, request], mutations: readonly Mutation[]) => {
      const before = stateOf(it.sandbox);
      const answer = await it.ask(service, mutations.reduce(mutate, request));
      expect(isClean(answer), answer?.text).toBe(true);
      expect(inherited()).toEqual([]);
      if (answer === undefined || answer.status >= 400) expect(stateOf(it.sandbox)).toBe(before);
    }),
    RUNS,
  );
  expect(await it.ask('kms', GOOD.kms)).toMatchObject({ status: 200 });
});

function nameOf({ method, target, headers, body }: Draft): string {
  const operation = new Map(headers).get('x-amz-target') ?? /Action=\w+/.exec(body.toString())?.[0];
  return operation ?? `${method} ${target}`;
}

/** What the signature covers, in one of its spellings, except what declares itself unsigned. */
const meaningOf = ({ method, target, headers, body }: Draft) => ({
  method,
  target: target.replace(/%[0-9a-f]{2}/gi, (escaped) => escaped.toUpperCase()),
  headers: headers.map(([name, value]) => `${name}:${value.replace(/\s+/g, '')}`).sort(),
  body: headers.some(([, value]) => value.startsWith('STREAMING-UNSIGNED')) ? '' : body.toString('latin1'),
});

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { administration, CORPUS, FAMILIES } from './corpus.ts';
import { type Mutation, mutate, mutation } from './mutate.ts';
import { GOOD, inherited, open, stateOf } from './opened.ts';
import { type Answer, bytesOf, type Draft } from './wire.ts';

const TOKEN = 'a token of the fuzz';

let it: Awaited<ReturnType<typeof open>>;
let begun = 0;
beforeAll(async () => {
  it = await open({ token: TOKEN });
  begun = process.memoryUsage().rss;
});
afterAll(async () => {
  await it.sandbox.close();
  // The process of the test holds the sandbox, its client and the generator.
  expect(process.memoryUsage().rss - begun).toBeLessThan(MOST_GROWTH);
});

/** Bytes. */
const MOST_GROWTH = 256 * 1024 * 1024;

/** Requests of each family; all 5,000 take minutes. */
const RUNS = Number(process.env.KMS_LAB_FUZZ ?? 120);
/** Half are altered after they were signed, half are signed as they are. */
const HALF = { numRuns: Math.ceil(RUNS / 2) };
const TIMEOUT = 30_000 + RUNS * 200;

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

describe.each(Object.entries(FAMILIES))('%s', (_, services) => {
  const genuine = fc.constantFrom(...CORPUS.filter(([service]) => services.includes(service)));

  test('a request altered after signing is refused, and changes nothing', { timeout: TIMEOUT }, async () => {
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
        if (answer !== undefined && answer.status < 400)
          expect(meaningOf(altered)).toEqual(meaningOf(signed));
        else expect(stateOf(it.sandbox)).toBe(before);
      }),
      HALF,
    );
    expect(await it.ask('kms', GOOD.kms)).toMatchObject({ status: 200 });
  });

  test('a signed request without meaning is refused, and the server survives', {
    timeout: TIMEOUT,
  }, async () => {
    const nonsense = fc.array(mutation, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(genuine, nonsense, async ([service, request], mutations: readonly Mutation[]) => {
        const before = stateOf(it.sandbox);
        const answer = await it.ask(service, mutations.reduce(mutate, request));
        expect(isClean(answer), answer?.text).toBe(true);
        expect(inherited()).toEqual([]);
        if (answer === undefined || answer.status >= 400) expect(stateOf(it.sandbox)).toBe(before);
      }),
      HALF,
    );
    expect(await it.ask('kms', GOOD.kms)).toMatchObject({ status: 200 });
  });
});

test('the administration: a mutated request is refused, and the server survives', {
  timeout: TIMEOUT,
}, async () => {
  const genuine = fc.constantFrom(...administration(TOKEN));
  await fc.assert(
    fc.asyncProperty(
      genuine,
      fc.array(mutation, { minLength: 1, maxLength: 4 }),
      async (request, mutations) => {
        const before = stateOf(it.sandbox);
        const answer = await it.raw(bytesOf(mutations.reduce(mutate, request)));
        expect(isClean(answer), answer?.text).toBe(true);
        expect(inherited()).toEqual([]);
        expect(stateOf(it.sandbox)).toBe(before);
      },
    ),
    { numRuns: RUNS },
  );
  expect(await it.ask('kms', GOOD.kms)).toMatchObject({ status: 200 });
});

function nameOf({ method, target, headers, body }: Draft): string {
  const operation = new Map(headers).get('x-amz-target') ?? /Action=\w+/.exec(body.toString())?.[0];
  return operation ?? `${method} ${target}`;
}

/**
 * What the signature covers, in one of its spellings, except what declares itself unsigned. Node takes any number of
 * spaces between the method and the target, so they belong to neither.
 */
const meaningOf = ({ method, target, headers, body }: Draft) => ({
  method,
  target: target.trim().replace(/%[0-9a-f]{2}/gi, (escaped) => escaped.toUpperCase()),
  headers: headers.map(([name, value]) => `${name}:${value.replace(/\s+/g, '')}`).sort(),
  body: headers.some(([, value]) => value.startsWith('STREAMING-UNSIGNED')) ? '' : body.toString('latin1'),
});

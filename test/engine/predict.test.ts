import { describe, expect, test } from 'vitest';
import type { Check, Verdict } from '../../src/contract/check.ts';
import type { Hint } from '../../src/contract/hint.ts';
import type { Prospect } from '../../src/contract/prospect.ts';
import type { Snapshot } from '../../src/contract/resource.ts';
import { SEE_DOCTOR } from '../../src/contract/suggestion.ts';
import { hint as giveHint, goto, plan, reset, run, solve, status } from '../../src/engine/index.ts';
import { requirePredicted } from '../../src/engine/predict.ts';
import { type Fake, fake, fakeAccount, fakeStore, PIPELINE, saying, says, word } from './fake-account.ts';

const next = [{ shell: 'aws iam detach-role-policy' }];

/** Says the content of the role policy, unless something else in the account decides. */
const strips: Check = {
  ...says('role-policy', 'stripped'),
  predict({ documents }): Verdict {
    const observed = word(documents['role-policy']) ?? 'nothing';
    const passed = observed === 'stripped' && documents.alias?.keyId !== 'decided-elsewhere';
    return {
      status: passed ? 'passed' : 'failed',
      expected: 'stripped',
      observed: passed ? observed : 'another policy allows it',
      evidence: 'evaluated',
      next,
    };
  },
};

const pipeline = {
  ...PIPELINE,
  documentedStart: <T>(now: T) => now,
  stages: PIPELINE.stages.map((stage) =>
    stage.step.id === 'strip' || stage.step.id === 'name' ? { ...stage, checks: () => [strips] } : stage,
  ),
};

/** An account in which the prediction says that something else decides. */
function decidedElsewhere(is = true): Fake {
  const account = fakeAccount();
  account.prospect = (documents: Snapshot) =>
    ({
      documents: is ? { ...documents, alias: { keyId: 'decided-elsewhere' } } : documents,
    }) as unknown as Prospect;
  return fake({ account, pipeline });
}

const PREDICTED = {
  exitCode: 3,
  writes: 0,
  error: {
    code: 'ERR_PREDICTED',
    message:
      'After the step "strip" the check "the role-policy says stripped" is predicted to fail (and 1 more): another policy allows it. Nothing was written.',
    next,
  },
};

test('run does not begin what is predicted to fail', async () => {
  const lab = decidedElsewhere();
  expect(await run(lab.session, { onFailure: 'stop' })).toMatchObject(PREDICTED);
  expect(await lab.store.checkpoints()).toEqual([]);
});

test('a prediction without advice of its own leads to the doctor', () => {
  const verdict = { status: 'failed', expected: 'it', observed: 'not it', evidence: 'evaluated' } as const;
  expect(() => requirePredicted([{ check: { id: 'one', title: 'One' }, verdict }])).toThrow(
    expect.objectContaining({ next: [SEE_DOCTOR] }),
  );
});

test('run continues if nothing is predicted to fail, and asks about the same documents once', async () => {
  const lab = decidedElsewhere(false);
  expect(await run(lab.session, { onFailure: 'stop' })).toMatchObject({ exitCode: 0 });
  expect(lab.account.asked.prospects).toBe(2);
});

test('run of a part asks only about that part', async () => {
  const lab = decidedElsewhere();
  expect(await run(lab.session, { onFailure: 'stop', to: 'show' })).toMatchObject({ exitCode: 0 });
});

test('a step that the lab refuses is refused as that, and nothing is predicted for it', async () => {
  const account = fakeAccount();
  Object.assign(account, { lockOut: 'names-user' });
  account.prospect = (documents) => ({ documents }) as unknown as Prospect;
  const doomed = {
    ...pipeline,
    stages: pipeline.stages.map((stage) =>
      stage.step.id === 'name' ? { ...stage, checks: () => [{ ...strips, predict: never }] } : stage,
    ),
  };
  const summary = await run(fake({ account, pipeline: doomed }).session, { onFailure: 'stop' });
  expect(summary).toMatchObject({ exitCode: 5, error: { code: 'ERR_LOCK_OUT' } });
});
const never = () => {
  throw new Error('asked');
};

test('plan reports every verdict, and ends as the run would', async () => {
  const lab = decidedElsewhere();
  expect(await plan(lab.session, {}, async () => never())).toMatchObject(PREDICTED);
  const told = lab.events.flatMap((event) =>
    event.type === 'check-predicted' ? [[event.step, event.verdict.status]] : [],
  );
  expect(told).toEqual([
    ['strip', 'failed'],
    ['name', 'failed'],
  ]);
});

test.each([
  ['goto', (lab: Fake) => goto(lab.session, { step: 'name' })],
  ['solve', (lab: Fake) => solve(lab.session, { step: 'strip' })],
])('%s refuses before it writes', async (_name, go) => {
  const lab = decidedElsewhere();
  expect(await go(lab)).toMatchObject({ exitCode: 3, writes: 0, error: { code: 'ERR_PREDICTED', next } });
});

test('a reset is never refused by a prediction', async () => {
  const lab = decidedElsewhere(false);
  await run(lab.session, { onFailure: 'stop' });
  const here = decidedElsewhere();
  Object.assign(here.account.documents, lab.account.documents);
  const session = { ...here.session, store: lab.store };
  expect(await goto(session, { step: 'name' })).toMatchObject({ exitCode: 0 });
  expect(await reset(session)).toMatchObject({ exitCode: 0 });
});

describe('status', () => {
  const predicted = ({ events }: Fake) =>
    events.flatMap((event) => (event.type === 'check-predicted' ? [event.step] : []));

  test('reports what the next step is predicted to fail at', async () => {
    const lab = decidedElsewhere();
    await run(lab.session, { onFailure: 'stop', to: 'show' });
    lab.events.length = 0;
    expect(await status(lab.session)).toMatchObject({ exitCode: 0 });
    expect(predicted(lab)).toEqual(['strip']);
  });

  test('and what fails at the account’s place, which counts', async () => {
    const store = fakeStore();
    const before = decidedElsewhere(false);
    await run({ ...before.session, store }, { onFailure: 'stop', to: 'strip' });
    const lab = decidedElsewhere();
    Object.assign(lab.account.documents, before.account.documents);
    expect(await status({ ...lab.session, store })).toMatchObject({ exitCode: 4 });
    expect(predicted(lab)).toEqual([undefined, 'name']);
  });
});

test('a hint knows the prediction for a check that failed', async () => {
  const account = fakeAccount();
  const lab = fake({ account, pipeline });
  await run(lab.session, { onFailure: 'stop', to: 'show' });
  account.prospect = (documents) =>
    ({ documents: { ...documents, alias: { keyId: 'decided-elsewhere' } } }) as unknown as Prospect;
  account.documents['role-policy'] = saying('stripped');
  const blocked = {
    ...strips,
    look: async () => ({ ...strips.predict!({ documents: {} } as Prospect, {})! }),
  };
  const stages = pipeline.stages.map((stage) =>
    stage.step.id === 'strip' ? { ...stage, checks: () => [blocked] } : stage,
  );
  const again = fake({ account, store: lab.store, pipeline: { ...pipeline, stages } });
  const hint: Hint = { id: 'x', says: 'x', do: 'x' };
  let seen: unknown;
  await giveHint(again.session, {
    step: 'strip',
    hintFor: ({ failed }) => {
      seen = failed;
      return hint;
    },
  });
  expect(seen).toMatchObject([{ status: 'failed', predicted: { status: 'failed', next } }]);
});

import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../../src/contract/check.ts';
import { LabError } from '../../../src/contract/errors.ts';
import type { Typing } from '../../../src/contract/suggestion.ts';
import { type Fake, fake, fakeAccount, saying, word } from '../../engine/fake-account.ts';
import { answering, type Script } from './answering.ts';

const strips = (account: Fake['account']) => () => {
  account.documents['role-policy'] = saying('stripped');
};
const meddles = (account: Fake['account']) => () => {
  account.documents['role-policy'] = saying('meddled');
};

describe('a walk', () => {
  test('does every step, and ends with what to do next', async () => {
    const { exitCode, said, account, store } = await answering(['do', 'do', 'do', 'do', 'quit']);
    expect(exitCode).toBe(0);
    expect(account.writes).toEqual(['role-policy', 'user', 'key-policy', 'key-policy']);
    expect(store.position()).toBe('after-last');
    expect(said).toMatch(
      /Step 1 of 4: Show.*Step 4 of 4: Last.*The page is done.*kms-lab report.*kms-lab reset/,
    );
  });

  test('continues from where the account is', async () => {
    const first = await answering(['do', 'do', 'quit']);
    const { said } = await answering(['quit'], { account: first.account, store: first.store });
    expect(said).toMatch(/2 of 4 steps are in place\..*Step 3 of 4: Name/);
  });

  test('can be left at any question, with the line that resumes', async () => {
    const { exitCode, said, account } = await answering(['do', 'diff']);
    expect(exitCode).toBe(130);
    expect(said).toMatch(/Stopped at the question\. kms-lab step continues from here, on any day$/);
    expect(account.writes).toEqual([]);
  });

  test('says how to come back, in the form that the reader has to type', async () => {
    const typed: Typing = { run: (run) => ['lab', ...run, '--variant published'].join(' '), aws: [] };
    const { said } = await answering(['quit'], { variant: 'published' }, typed);
    expect(said).toMatch(/lab step --variant published continues from here/);
  });
});

describe('by hand', () => {
  test('a correct change is recognized without a write of the lab', async () => {
    const account = fakeAccount();
    const { answered, account: after } = await answering(['do', strips(account), 'myself', 'quit'], {
      account,
    });
    expect(after.writes).toEqual([]);
    expect(answered.at(-1)).toBe('Name: quit');
  });

  test('a hint says more each time, and passes no step', async () => {
    const account = fakeAccount();
    const answers = [
      'do',
      meddles(account),
      'hint',
      'hint',
      'hint',
      strips(account),
      'hint',
      'quit',
    ] as const;
    const { said, answered } = await answering([...answers], { account });
    expect(said.match(/hint /g)?.length).toBeGreaterThanOrEqual(3);
    expect(said).toMatch(/hint .* do .* No hint is needed: "Strip" is done\./);
    expect(answered.slice(1)).toEqual([...Array(4).fill('Strip: hint'), 'Strip: quit']);
  });

  test('a check says what is right and what is not, and passes the step when everything is right', async () => {
    const account = fakeAccount();
    const answers = ['do', meddles(account), 'check', strips(account), 'check', 'quit'] as const;
    const { said, answered, account: after } = await answering([...answers], { account });
    expect(said).toMatch(/✗ role-policy is as this step wants it.*✓ role-policy has statement 1 of 1/);
    expect(answered.slice(1)).toEqual([...Array(2).fill('Strip: check'), 'Name: quit']);
    expect(after.writes).toEqual([]);
  });

  test('what was done by hand is overwritten only after the user has seen it', async () => {
    const account = fakeAccount();
    const no = await answering(['do', meddles(account), 'hint', 'do', 'no', 'quit'], { account });
    expect(no.account.writes).toEqual([]);
    const yes = await answering(['do', 'yes', 'quit'], { account, store: no.store });
    expect(word(yes.session && (await yes.session.lab.resources['role-policy'].read()))).toBe('stripped');
    expect(yes.said).toContain('The account does not match any step');
  });

  test('a change while the question is open is shown, and nothing is written', async () => {
    const account = fakeAccount();
    const { said, answered } = await answering(['do', meddles(account), 'do', 'quit'], { account });
    expect(account.writes).toEqual([]);
    expect(said).toMatch(/ERR_DRIFT.*What changed while the question was open role-policy/);
    expect(answered.at(-1)).toBe('Strip: quit');
  });
});

describe('asked before each check who may decrypt', () => {
  const quizzed = (script: Script, account = fakeAccount()) =>
    answering(script, { account }, undefined, { quiz: true });

  test('the result is shown with the check, right or wrong, and the step passes all the same', async () => {
    const account = fakeAccount();
    const { said, answered, store } = await quizzed(
      ['do', 'check', 'operator', strips(account), 'check', '', 'quit'],
      account,
    );
    expect(said).toMatch(
      /Who may decrypt with the key now\? .*decrypt: 1 of 1 answer right ✓ the operator .*decrypt: 0 of 1 answer right ✗ the operator: answered denied, but it is allowed/,
    );
    expect(answered.slice(1)).toEqual(['Strip: check', 'Strip: check', 'Name: quit']);
    expect(store.position()).toBe('after-strip');
  });

  test('nothing is asked before anything else, or without --quiz', async () => {
    const { said } = await quizzed(['do', 'hint', 'matrix', 'do', 'quit']);
    const plain = await answering(['do', 'check', 'quit']);
    expect(said + plain.said).not.toContain('may decrypt');
  });
});

describe('skipping', () => {
  test('a step that only looks asks nothing', async () => {
    const { answered, said } = await answering(['skip', 'quit']);
    expect(answered).toEqual(['Show: skip', 'Strip: quit']);
    expect(said).toContain('Not in place yet, and done first: show.');
  });

  test('a step that changes something says what skipping means, and offers to do it', async () => {
    const { answered, said, account } = await answering(['do', 'skip', 'do', 'quit']);
    expect(said).toContain('Later steps build on this one.');
    expect(account.writes).toEqual(['role-policy']);
    expect(answered.slice(1)).toEqual(['Strip: skip', 'Strip: leave it undone?: do', 'Name: quit']);
  });

  test('the next step does both, after showing it; going back returns to it', async () => {
    const back = await answering(['do', 'skip', 'skip', 'back', 'quit']);
    expect(back.answered.at(-1)).toBe('Strip: quit');
    expect(back.account.writes).toEqual([]);
    const { said, account } = await answering(['do', 'skip', 'skip', 'do', 'yes', 'quit']);
    expect(said).toContain('Not in place yet, and done first: strip.');
    expect(account.writes).toEqual(['role-policy', 'user', 'key-policy']);
  });

  test('the end of the page names what is not in place', async () => {
    const skips = ['skip', 'skip', 'skip'];
    const { said } = await answering(['do', 'do', ...skips.slice(1), ...skips.slice(1), 'quit']);
    expect(said).toMatch(/The end of the page Not in place: name, last\./);
  });
});

describe('going back', () => {
  test('undoes the last step, after showing it', async () => {
    const no = await answering(['do', 'do', 'back', 'no', 'quit']);
    expect(no.account.writes).toEqual(['role-policy']);
    const { account, answered, said } = await answering(['do', 'do', 'back', 'yes', 'quit']);
    expect(account.writes).toEqual(['role-policy', 'role-policy']);
    expect(said).toContain('Undoes step 2 strip.');
    expect(answered.at(-1)).toBe('Strip: quit');
  });

  test('over a step that only looked, changes nothing, and asks nothing', async () => {
    const { answered, account } = await answering(['do', 'back', 'quit']);
    expect(account.writes).toEqual([]);
    expect(answered.at(-1)).toBe('Show: quit');
  });

  test('reset restores the account', async () => {
    const { account, answered, said } = await answering(['do', 'do', 'do', 'do', 'reset', 'yes', 'quit']);
    expect(account.documents.user).toBeUndefined();
    expect(answered.at(-1)).toBe('Show: quit');
    expect(said).toContain('1 check passed.');
  });
});

describe('what goes wrong', () => {
  /** The check of the second step says this, whatever is done. */
  const checking = (verdict: () => Verdict) => {
    const { pipeline } = fake().session;
    const checks = () => [{ id: 'never', title: 'it never is', look: async () => verdict() }];
    const stages = pipeline.stages.map((stage) => (stage.step.id === 'strip' ? { ...stage, checks } : stage));
    return { pipeline: { ...pipeline, stages } };
  };
  const FAILED = { status: 'failed', expected: 'this', observed: 'that', evidence: 'observed' } as const;

  test('a check that fails keeps its step on the screen', async () => {
    const { said, answered } = await answering(
      ['do', 'do', 'skip', 'skip', 'quit'],
      checking(() => FAILED),
    );
    expect(said).toMatch(/0 checks passed, 1 failed: ✗ it never is expected this observed that/);
    expect(answered.slice(2)).toEqual(['Strip: skip', 'Strip: leave it undone?: skip', 'Name: quit']);
  });

  test('the end of the page names a step whose check failed, and says that the page is not done', async () => {
    const answers = ['do', 'do', 'skip', 'skip', 'do', 'do', 'quit'];
    const { said } = await answering(
      answers,
      checking(() => FAILED),
    );
    expect(said).toMatch(/The end of the page In place, but the last checks failed: strip\./);
    expect(said).not.toContain('The page is done');
    expect(said).toMatch(/kms-lab step continues from here/);
  });

  test('the step passes when it is tried again and the checks pass', async () => {
    let verdict: Verdict = FAILED;
    const mend = () => {
      verdict = { ...FAILED, status: 'passed' };
    };
    const { said, answered } = await answering(
      ['do', 'do', mend, 'do', 'do', 'do', 'quit'],
      checking(() => verdict),
    );
    expect(answered[2]).toBe('Strip: do');
    expect(said).toContain('The page is done');
  });

  test('an error keeps its step on the screen, whoever put its documents in place', async () => {
    const account = fakeAccount();
    const { lab } = fake({ account }).session;
    let refuses = true;
    const tidied = lab.resources['role-policy'];
    const resources = {
      ...lab.resources,
      'role-policy': {
        ...tidied,
        async write(...args: Parameters<typeof tidied.write>) {
          await tidied.write(...args);
          if (refuses) throw new LabError('ERR_AWS', 'The answer was lost.');
        },
      },
    };
    const mend = () => {
      refuses = false;
    };
    const { said, answered } = await answering(['do', 'do', mend, 'do', 'quit'], {
      account,
      lab: { ...lab, resources },
    });
    expect(said).toContain('The answer was lost.');
    expect(answered.slice(1)).toEqual(['Strip: do', 'Strip: do', 'Name: quit']);
  });

  test('a refusal is shown, and the question asked again', async () => {
    const { said, answered } = await answering(['do', 'do', 'do', 'do', 'quit'], { variant: 'published' });
    expect(said).toContain('error ERR_LOCK_OUT');
    expect(answered.at(-1)).toBe('Last: quit');
  });
});

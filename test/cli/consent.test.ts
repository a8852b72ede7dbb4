import { describe, expect, test } from 'vitest';
import { consentTo, heed } from '../../src/cli/consent.ts';
import { LabError } from '../../src/contract/errors.ts';
import { fakeStreams } from './streams.ts';

const ACCOUNT = '111122223333';

interface Case {
  readonly when: string;
  readonly target?: 'sandbox' | 'aws';
  readonly account?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly shown?: boolean;
  readonly terminal?: boolean;
  readonly answer: 'given' | 'ask' | 'ERR_CONSENT';
}

const CASES: readonly Case[] = [
  { when: 'the sandbox', target: 'sandbox', answer: 'given' },
  { when: 'an account and --yes', account: ACCOUNT, yes: true, answer: 'given' },
  { when: 'an account alone', account: ACCOUNT, answer: 'ERR_CONSENT' },
  { when: '--yes alone', yes: true, answer: 'ERR_CONSENT' },
  { when: 'a plan and an account', account: ACCOUNT, shown: true, answer: 'ERR_CONSENT' },
  { when: 'a plan, an account and --yes', account: ACCOUNT, yes: true, shown: true, answer: 'given' },
  { when: 'a terminal', terminal: true, answer: 'ask' },
  { when: 'an account, at a terminal', terminal: true, account: ACCOUNT, answer: 'ask' },
  { when: '--yes alone, at a terminal', terminal: true, yes: true, answer: 'ask' },
  { when: 'a plan, at a terminal', terminal: true, shown: true, answer: 'ask' },
  {
    when: 'a plan and an account, at a terminal',
    terminal: true,
    shown: true,
    account: ACCOUNT,
    answer: 'given',
  },
  { when: '--json, at a terminal', terminal: true, json: true, account: ACCOUNT, answer: 'ERR_CONSENT' },
  {
    when: 'a plan, an account and --json, at a terminal',
    terminal: true,
    json: true,
    shown: true,
    account: ACCOUNT,
    answer: 'ERR_CONSENT',
  },
];

describe('a real account is changed only with consent', () => {
  test.each(CASES)('$when: $answer', ({ target = 'aws', yes = false, json = false, ...rest }) => {
    const { account, shown, terminal = false, answer } = rest;
    const options = { target, yes, json, ...(account ? { account } : {}) };
    const wish = { words: ['run', '--to', 'strip decrypt'], options, ...(shown ? { shown } : {}) };
    const ask = () => consentTo(wish, fakeStreams({ isTTY: terminal }));
    if (answer !== 'ERR_CONSENT') expect(ask()).toBe(answer);
    else
      expect(ask).toThrow(
        expect.objectContaining({
          code: answer,
          next: [
            {
              run: [...wish.words, '--target', 'aws', '--account', account ?? 'ACCOUNT_ID', '--yes'],
              why: 'does not ask',
            },
          ],
        }),
      );
  });
});

test('the first objection that stops a command is thrown, and the others are shown', () => {
  const next = [{ run: ['doctor'] }];
  const objection = (message: string, stops: boolean) => ({
    error: new LabError('ERR_PROTECTED', message, { next }),
    stops,
  });
  expect(heed([objection('unseen', false)])).toEqual([{ type: 'note', text: 'unseen', next }]);
  expect(() => heed([objection('unseen', false), objection('production', true)])).toThrow('production');
});

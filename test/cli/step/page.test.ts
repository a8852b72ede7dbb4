import { describe, expect, test } from 'vitest';
import { documentsToCopy, pageText } from '../../../src/cli/step/page.ts';
import type { Facts } from '../../../src/contract/facts.ts';
import type { Change } from '../../../src/contract/resource.ts';
import { parsePolicy } from '../../../src/policy/parse.ts';
import { hereIn } from '../../../src/report/guide-here.ts';
import { keyPolicyOf } from '../../../steps/documents/index.ts';
import { pipeline } from '../../../steps/index.ts';
import { FACTS } from '../../engine/fake-account.ts';

const steps = pipeline.stages.map(({ step }) => step);
const facts: Facts = {
  ...FACTS,
  key: { ...FACTS.key, id: '1b2c3d4e', alias: 'alias/mine' },
  rolePolicy: { kind: 'managed', name: 'my-policy', arn: 'arn:aws:iam::111122223333:policy/my-policy' },
  userName: 'somebody',
};
const here = await hereIn({
  facts,
  variant: 'corrected',
  webApp: { url: 'http://127.0.0.1:8080' },
  resources: { 'role-policy': { version: async () => 'v3' } },
});

const change: Change = {
  resource: 'key-policy',
  title: 'key policy of alias/mine',
  arn: facts.key.arn,
  before: undefined,
  after: keyPolicyOf('account-only', 'corrected', facts),
  calls: ['kms:PutKeyPolicy'],
};

const page = (index: number, width: number, color = false): string =>
  pageText(
    { step: steps[index]!, index, of: steps.length, at: { target: 'sandbox', here }, changes: [change] },
    { width, color },
  );

describe('a step’s page', () => {
  test('has the section, the reason, the task, the commands and the difference', () => {
    expect(page(4, 80)).toMatch(
      /^Step 5 of 7: .*The page’s section: Least.*What to do\n {2}Keep .*With the AWS CLI\n {2}eval .*\n {2}aws kms.*What is to change\nkey policy of alias\/mine \(comes\)\n\+ \{/s,
    );
  });

  test('names this account’s own things, and leaves no placeholder that the account could fill', () => {
    const all = steps.map((_, index) => page(index, 200)).join('\n');
    expect(all).not.toMatch(/<[a-zA-Z][^<>\n]*>|\$[A-Z_]+(?<!COMMAND_ID|\$A)\b/);
    for (const own of ['1b2c3d4e', 'alias/mine', 'policy/my-policy', 'http://127.0.0.1:8080', 'somebody']) {
      expect(all).toContain(own);
    }
    expect(all).not.toMatch(/ImportedCMK/);
  });

  test.each([80, 60, 30])('fits into %i columns, but for what is to be copied', (width) => {
    for (const [index] of steps.entries()) {
      const [before = '', after = ''] = page(index, width).split(/With the AWS CLI\n.*?\n\n/s);
      const long = `${before}\n${after}`
        .split('\n')
        .filter((line) => line.length > width && !/^ {2}(the|you).* {2}\S+$/.test(line));
      expect(long).toEqual([]);
    }
  });

  test('has colours only where they are wanted, and words all the same', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal.
    const colors = /\u001B\[\d+m/g;
    expect(page(4, 80)).not.toMatch(colors);
    expect(page(4, 80, true)).toMatch(colors);
    expect(page(4, 80, true).replace(colors, '')).toBe(page(4, 80));
  });
});

test('the document to copy is the one that is wanted, named as the command names it', () => {
  const [title, ...lines] = documentsToCopy([change], { width: 200, color: false }).split('\n');
  expect(title).toBe('The key policy of alias/mine, to paste, or to save as key-policy.json:');
  expect(parsePolicy(lines.join('\n'))).toEqual(change.after);
});

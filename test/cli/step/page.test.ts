import { describe, expect, test } from 'vitest';
import { layout } from '../../../src/cli/step/layout.ts';
import { stepsText, stepView, walkGuideText } from '../../../src/cli/step/page.ts';
import { footerOf, OPENED } from '../../../src/cli/step/question.ts';
import type { Facts } from '../../../src/contract/facts.ts';
import { hereIn } from '../../../src/report/guide-here.ts';
import { choicesOf, type WalkPosition } from '../../../src/report/walk-position.ts';
import { pipeline } from '../../../steps/index.ts';
import { FACTS } from '../../engine/fake-account.ts';

const steps = pipeline.stages.map(({ step }) => step);
const facts: Facts = {
  ...FACTS,
  key: { ...FACTS.key, id: '1b2c3d4e', alias: 'alias/mine' },
  rolePolicy: { kind: 'managed', name: 'my-policy', arn: 'arn:aws:iam::111122223333:policy/my-policy' },
  userName: 'participant',
};
const here = await hereIn({
  facts,
  variant: 'corrected',
  webApp: { url: 'http://127.0.0.1:8080' },
  resources: { 'role-policy': { version: async () => 'v3' } },
});

const at = (shown: number, parts: Partial<WalkPosition> = {}): WalkPosition => ({
  ...{ steps, done: shown, shown, account: 'as left', failed: [] },
  ...parts,
});
const pageOf = (shown: number, width: number, color = false): string => {
  const { title, body } = stepView(at(shown), steps[shown]!, here);
  return `${title}\n${body({ width, color })}`;
};
const numbers = steps.map((_, index) => index);

describe('a step’s page', () => {
  test('has its number, the section, the reason and the task, and not how to do it', () => {
    expect(pageOf(4, 80)).toMatch(/^Step 5 of 7: .*The page’s section: Least.*\n\nTo do {2}Keep /s);
    expect(pageOf(4, 80)).not.toMatch(/aws kms|"Statement"/);
  });

  test.each([
    [80, 24],
    [60, 20],
    [120, 40],
  ])('is one screen of %i by %i, with its keys, whatever was skipped before', (columns, rows) => {
    for (const shown of numbers) {
      for (const done of [shown, Math.max(0, shown - 1)]) {
        const place = at(shown, { done });
        const question = { view: stepView(place, steps[shown]!, here), choices: choicesOf(place) };
        const style = { width: columns, color: false };
        const footer = footerOf(question, OPENED, style);
        const { used, pages } = layout(question.view, footer, style, { columns, rows }, 0);
        expect(pages, `step ${shown + 1}`).toBe(1);
        expect(used).toBeLessThanOrEqual(rows);
      }
    }
  });

  test('has colors only if they are wanted, and the same words without', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal.
    const colors = /\u001B\[\d+m/g;
    expect(pageOf(4, 80)).not.toMatch(colors);
    expect(pageOf(4, 80, true)).toMatch(colors);
    expect(pageOf(4, 80, true).replace(colors, '')).toBe(pageOf(4, 80));
  });
});

test('the guides name this account’s own resources, and leave no placeholder that the account could fill', () => {
  const all = numbers
    .map((index) => walkGuideText(steps[index]!, { target: 'sandbox', here })({ width: 200, color: false }))
    .join('\n');
  expect(all).not.toMatch(/<[a-zA-Z][^<>\n]*>|\$[A-Z_]+(?<!COMMAND_ID|\$A)\b/);
  for (const own of ['1b2c3d4e', 'mine', 'policy/my-policy', 'http://127.0.0.1:8080', 'participant']) {
    expect(all).toContain(own);
  }
  expect(all).not.toMatch(/ImportedCMK/);
});

test('the list of the steps shows the state of each', () => {
  const text = stepsText(at(3, { failed: ['strip-decrypt'] }))({ width: 80, color: false });
  expect(text.split('\n').map((line) => line.slice(0, 3))).toEqual([
    '✓ 1',
    '✗ 2',
    '✓ 3',
    '▸ 4',
    '· 5',
    '· 6',
    '· 7',
  ]);
});

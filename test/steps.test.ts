import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ACCESS_CHECKS } from '../checks/expected-access.ts';
import type { Check } from '../src/contract/check.ts';
import type { Variant } from '../src/contract/facts.ts';
import { pipeline } from '../steps/index.ts';

const root = resolve(import.meta.dirname, '..');
const variants: readonly Variant[] = ['corrected', 'published'];
const checksOf = (variant: Variant): readonly Check[] =>
  pipeline.stages.flatMap((stage) => [...stage.checks(variant)]);

describe('the pipeline matches the folder', () => {
  test('every step file is a stage, in the order of its number', () => {
    const files = readdirSync(join(root, 'steps')).filter((name) => /^\d\d-/.test(name));
    expect(pipeline.stages.map(({ step }, index) => `0${index + 1}-${step.id}.ts`)).toEqual(files.sort());
  });

  test('every check runs somewhere: from the table, or from a file of its own name', () => {
    const used = new Set(variants.flatMap((variant) => checksOf(variant).map(({ id }) => id)));
    const machinery = ['access', 'denials', 'expected-access', 'web-app'];
    const files = readdirSync(join(root, 'checks')).map((name) => name.replace(/\.ts$/, ''));
    const own = files.filter((name) => !machinery.includes(name));
    expect([...used].sort()).toEqual([...own, ...Object.keys(ACCESS_CHECKS)].sort());
  });

  test('every check can be predicted, and says what decides it', () => {
    for (const check of variants.flatMap((variant) => checksOf(variant))) {
      expect(check, check.id).toMatchObject({ predict: expect.any(Function), decidedBy: expect.any(Array) });
    }
  });

  test.each(variants)('every finding of the %s page has a line for the first page of a report', (variant) => {
    for (const { id, inShort = '' } of pipeline.stages.flatMap(
      ({ step }) => step.findings?.(variant) ?? [],
    )) {
      expect(inShort, id).toMatch(/^.{20,99}\.$/);
    }
  });

  test.each(variants)('no stage of the %s page runs the same check twice', (variant) => {
    for (const { step, checks } of pipeline.stages) {
      const ids = checks(variant).map(({ id }) => id);
      expect(new Set(ids).size, step.id).toBe(ids.length);
    }
  });

  test.each(variants)('every stage of the %s page checks whether the operator keeps control', (variant) => {
    for (const { checks } of pipeline.stages) {
      expect(checks(variant).map(({ id }) => id)).toEqual(
        expect.arrayContaining(['operator-keeps-control', 'nothing-else-changed']),
      );
    }
  });
});

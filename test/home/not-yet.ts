import { test } from 'vitest';

/** Titles of tests that fail until the lab does this; one that passes must be removed from the list. */
const NOT_YET: ReadonlySet<string> = new Set([]);

/** For a machine on which others work, too. */
const PATIENCE = { timeout: 120_000 };

/** A test of what is right, whether the lab does it yet or not. */
export const right = (title: string, work: () => Promise<unknown>): void => {
  const kind = NOT_YET.has(title) ? test.fails : test;
  kind(title, PATIENCE, async () => {
    await work();
  });
};

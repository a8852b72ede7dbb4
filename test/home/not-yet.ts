import { test } from 'vitest';

/** Titles of tests that fail as long as the lab does not do this; one that passes has to be taken out. */
const NOT_YET: ReadonlySet<string> = new Set([]);

/** Of a machine on which others work too. */
const PATIENCE = { timeout: 120_000 };

/** A test of what is right, whether the lab does it already or not. */
export const right = (title: string, work: () => Promise<unknown>): void => {
  const kind = NOT_YET.has(title) ? test.fails : test;
  kind(title, PATIENCE, async () => {
    await work();
  });
};

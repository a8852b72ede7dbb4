import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { pipeline } from '../../steps/index.ts';
import { freshState, kmsLab } from './kms-lab.ts';

const README = readFileSync(join(resolve(import.meta.dirname, '../..'), 'README.md'), 'utf8');
const screen = /```text\n([\s\S]*?)```/.exec(README)?.[1] ?? '';

test('what the README shows of a run is what a run shows', async () => {
  const { stdout } = await kmsLab(freshState(), 'run');
  const ticks = screen.split('\n').filter((line) => line.startsWith('✓ '));
  expect(ticks).toEqual(pipeline.stages.map(({ step }) => `✓ ${step.title}`));
  const rest = screen.split('\n').filter((line) => !line.startsWith('✓ ') && line !== '…');
  expect(rest.length).toBeGreaterThan(15);
  const shown = stdout.split('\n');
  expect(rest.filter((line) => !shown.includes(line))).toEqual([]);
});

test('every command line that the README names is one', async () => {
  const named = [...README.matchAll(/`kms-lab ([a-z]+)/g)].map(([, verb = '']) => verb);
  for (const verb of new Set(named)) {
    const { exitCode, stdout } = await kmsLab(freshState(), verb, '--help');
    expect(exitCode, verb).toBe(0);
    expect(stdout).toContain(`kms-lab ${verb}`);
  }
});

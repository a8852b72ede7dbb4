import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { kmsLab } from './in-process.ts';
import { freshState } from './kms-lab.ts';

const WORKFLOW = resolve(import.meta.dirname, '../../examples/weekly-lab.yml');

test('the example workflow runs the lab, and has the reports that it uploads', async () => {
  const workflow = readFileSync(WORKFLOW, 'utf8');
  const lines = [...workflow.matchAll(/run: kms-lab (.+)$/gm)].map(([, line = '']) => line);
  const [, uploaded = ''] = /path: \|\n((?: {12}.+\n)+)/.exec(workflow) ?? [];
  const files = uploaded.trim().split(/\s+/);
  const folder = freshState();
  const here = (word: string): string => (files.includes(word) ? `${folder}/${word}` : word);

  expect(lines[0]).toMatch(/^run\b/);
  for (const line of lines) {
    const { exitCode, stderr } = await kmsLab(folder, ...line.split(' ').map(here));
    expect(exitCode, `${line}\n${stderr}`).toBe(0);
  }
  expect(files.length).toBeGreaterThan(1);
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(files));
  expect(readFileSync(here('kms-lab.xml'), 'utf8')).toContain('<testsuite');
});

import { expect, test } from 'vitest';
import type { DoctorContext } from '../../../src/aws/doctor/context.ts';
import { broken, type Examination, fine, warning } from '../../../src/aws/doctor/examination.ts';
import { examine } from '../../../src/aws/doctor/examine.ts';
import { EXAMINATIONS } from '../../../src/aws/doctor/index.ts';
import { LabError } from '../../../src/contract/errors.ts';
import { open } from '../opened.ts';
import { examineOpened } from './examined.ts';

const CONTEXT = {} as DoctorContext;
const of = (id: string, look: Examination['look'], ...needs: readonly string[]): Examination => ({
  id,
  topic: 'key',
  title: id,
  needs,
  look,
});

test('the account as the workshop leaves it is fine in all of them, and is not changed', async () => {
  const opened = await open();
  const before = JSON.stringify(opened.world);
  const { all, writes } = await examineOpened(opened);
  expect(all.filter(({ state }) => state !== 'fine')).toEqual([]);
  expect(all.map(({ id }) => id)).toEqual(EXAMINATIONS.map(({ id }) => id));
  expect(writes).toBe(0);
  expect(JSON.stringify(opened.world)).toBe(before);
});

test('each is listed after those it needs, and has a unique name', () => {
  const ids = EXAMINATIONS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [index, { needs = [] }] of EXAMINATIONS.entries()) {
    for (const need of needs) expect(ids.slice(0, index)).toContain(need);
  }
});

test('what needs something broken is unknown, and names what was broken first', async () => {
  const looked: string[] = [];
  const found = await examine(CONTEXT, [
    of('first', async () => broken('gone', 'bring it back')),
    of('second', async () => fine(`${looked.push('second')}`), 'first'),
    of('third', async () => fine(`${looked.push('third')}`), 'second'),
    of('beside', async () => fine('there')),
  ]);
  expect(found.map(({ state, found, needs }) => [state, found, needs])).toEqual([
    ['broken', 'gone', undefined],
    ['unknown', 'needs first', 'first'],
    ['unknown', 'needs first', 'first'],
    ['fine', 'there', undefined],
  ]);
  expect(looked).toEqual([]);
});

test('a warning does not prevent other examinations', async () => {
  const found = await examine(CONTEXT, [
    of('first', async () => warning('odd')),
    of('second', async () => fine('there'), 'first'),
  ]);
  expect(found.map(({ state }) => state)).toEqual(['warning', 'fine']);
});

test.each([
  ['ERR_NOT_FOUND', 'broken'],
  ['ERR_NOT_OURS', 'broken'],
  ['ERR_CREDENTIALS', 'broken'],
  ['ERR_ACCESS', 'unknown'],
  ['ERR_AWS', 'unknown'],
  ['ERR_NO_SHELL', 'unknown'],
] as const)('an error %s is seen as %s, with its hint', async (code, state) => {
  const thrown = new LabError(code, 'so it is', { hint: 'do this' });
  const [found] = await examine(CONTEXT, [of('one', () => Promise.reject(thrown))]);
  expect(found).toMatchObject({ state, found: 'so it is', remedy: 'do this' });
});

test('what setup creates is reported as missing if it does not exist', async () => {
  const gone = new LabError('ERR_NOT_FOUND', 'not there', { hint: '--role NAME' });
  const [found] = await examine(CONTEXT, [{ ...of('one', () => Promise.reject(gone)), setUp: true }]);
  expect(found).toMatchObject({ missing: true, remedy: '--role NAME', next: [{ run: ['setup'] }] });
});

test('a bug is not mistaken for a state of the account', async () => {
  const bug = new TypeError('undefined is not a function');
  await expect(examine(CONTEXT, [of('one', () => Promise.reject(bug))])).rejects.toBe(bug);
});

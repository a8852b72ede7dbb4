import { expect, test } from 'vitest';
import { type Followed, servedLab } from '../served-lab.ts';

const CUTS = 20;

test('a stream that is cut twenty times loses no event and tells none twice', async () => {
  const lab = await servedLab();
  await lab.enter();
  const whole: Followed[] = [];
  const watching = lab.follow(({ type, ...event }) => {
    if (type === 'ended') count += 1;
    return type === 'ended' && count === 4 && event !== undefined;
  });
  let count = 0;
  const acting = (async () => {
    for (let time = 0; time < 4; time += 1) await lab.act({ do: 'matrix' });
    for (const _ of Array.from({ length: 12 })) await lab.act({ do: 'look' });
  })();
  // Each connection takes a few events and is cut.
  let last = '';
  for (let cut = 0; cut < CUTS; cut += 1) {
    let left = 1 + (cut % 3);
    const part = await lab.follow(() => {
      left -= 1;
      return left === 0;
    }, last);
    whole.push(...part);
    last = part.at(-1)!.id;
  }
  await Promise.all([watching, acting]);
  const numbers = whole.map(({ id }) => Number(id.split('.')[1]));
  expect(new Set(whole.map(({ id }) => id.split('.')[0])).size).toBe(1);
  expect(numbers).toEqual(numbers.map((_, index) => numbers[0]! + index));
  expect(whole.filter(({ event }) => event.type === 'snapshot')).toHaveLength(1);
});

test.each([
  ['no id', ''],
  ['an id of another start', 'ffffffffffff.3'],
  ['an id that is to come', 'EPOCH.999999'],
  ['no number', 'EPOCH.x'],
  ['a number below zero', 'EPOCH.-1'],
])('a stream begins with everything after %s', async (_, id) => {
  const lab = await servedLab();
  await lab.enter();
  const [first] = await lab.follow(() => true);
  const [epoch = ''] = first!.id.split('.');
  const [again] = await lab.follow(() => true, id.replace('EPOCH', epoch));
  expect(again?.event).toMatchObject({ type: 'snapshot', view: { target: 'sandbox' } });
});

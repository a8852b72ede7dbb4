import { expect, test } from 'vitest';
import { Batch } from '../../../src/sandbox/trail/batch.ts';

test('returns what was added, once', () => {
  const batch = new Batch();
  expect(batch.isEmpty).toBe(true);
  batch.add('one\n');
  batch.add('Größe 🔑 €\n');
  expect(batch.isEmpty).toBe(false);
  expect(batch.take().toString()).toBe('one\nGröße 🔑 €\n');
  expect(batch.isEmpty).toBe(true);
  expect(batch.take()).toHaveLength(0);
});

test('has room for any amount', () => {
  const batch = new Batch();
  const texts = Array.from({ length: 300 }, (_, index) => '€'.repeat(index * 10));
  for (const text of texts) batch.add(text);
  expect(batch.take().toString()).toBe(texts.join(''));
});

test('what was taken stays until the next call', () => {
  const batch = new Batch();
  for (const text of ['first', 'other', 'third']) {
    batch.add(text);
    const taken = batch.take();
    batch.add('meanwhile');
    expect(taken.toString()).toBe(text);
    batch.take();
  }
});

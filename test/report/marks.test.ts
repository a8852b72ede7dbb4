import { describe, expect, test } from 'vitest';
import { legible } from '../../src/cli/legible.ts';
import { MARKS, type Mark, signOf } from '../../src/report/marks.ts';
import { fakeStreams } from '../cli/streams.ts';

describe.each(Object.keys(MARKS) as Mark[])('the symbol “%s”', (mark) => {
  test('is one column wide, and not a picture', () => {
    expect([...signOf(mark)]).toHaveLength(1);
    expect(signOf(mark)).not.toMatch(/\p{Emoji}/u);
  });

  test('is written in ASCII if the locale has nothing else', () => {
    const streams = fakeStreams({ env: { LANG: 'C' } });
    legible(streams).stdout.write(signOf(mark));
    expect(streams.stdout.text).toMatch(/^[\x21-\x7e]$/);
    expect(streams.stdout.text).toBe(MARKS[mark].ascii);
  });
});

import { expect, test } from 'vitest';
import { selftestText } from '../../src/report/selftest.ts';

const style = { width: 80, color: false };

test('what is proven is counted, what is not is named', () => {
  const text = selftestText(
    {
      checks: [
        {
          variant: 'corrected',
          step: 'a',
          check: 'good',
          passes: true,
          failsAt: 'before its step',
          proven: true,
        },
        { variant: 'corrected', step: 'a', check: 'idle', passes: true, proven: false },
      ],
      slips: [{ step: 'a', slip: 'a slip', way: 'written', wanted: 'this', hint: 'that', proven: false }],
      mutants: [
        { variant: 'corrected', step: 'a', resource: 'key-policy', mutant: 'm', fate: 'killed', why: 'good' },
        {
          variant: 'corrected',
          step: 'a',
          resource: 'key-policy',
          mutant: 'n',
          fate: 'survived',
          why: 'A; B; C; D; E',
        },
      ],
    },
    style,
  );
  expect(text).toMatch(/2 checks, run at 1 place of the page: 1 times proven/);
  expect(text).toContain('idle at a (corrected): passes there, fails nowhere');
  expect(text).toContain('a slip at a: that, not this');
  expect(text).toContain('key-policy of a (corrected), n: A; B; C; and 2 more');
  expect(text).not.toContain('Same meaning');
  expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
});

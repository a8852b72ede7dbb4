import { expect, test } from 'vitest';
import { isAscii } from '../../src/report/style.ts';

test.each([
  [{}, false],
  [{ LANG: '' }, false],
  [{ LANG: 'C' }, true],
  [{ LANG: 'POSIX' }, true],
  [{ LANG: 'C.UTF-8' }, false],
  [{ LANG: 'en_US.utf8' }, false],
  [{ LANG: 'en_US.ISO-8859-1' }, true],
  [{ LANG: 'C', LC_ALL: 'en_US.UTF-8' }, false],
  [{ LANG: 'en_US.UTF-8', LC_CTYPE: 'C' }, true],
  [{ LC_CTYPE: 'C', LC_ALL: 'C.UTF-8' }, false],
])('the locale of %o is ASCII only: %s', (env, ascii) => {
  expect(isAscii(env)).toBe(ascii);
});

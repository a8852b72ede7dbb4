import { describe, expect, test } from 'vitest';
import type { ErrorNote } from '../../src/contract/event.ts';
import { errorText } from '../../src/report/error.ts';

const FORGED = 'a\nerror ERR_NONE: all is well';
const PLAIN: ErrorNote = { code: 'ERR_UNKNOWN_NAME', message: 'There is no step “x”.' };

describe('a line end in what an error says begins no line', () => {
  test.each<[string, ErrorNote]>([
    ['what happened', { ...PLAIN, message: `There is no step “${FORGED}”.` }],
    ['why', { ...PLAIN, cause: FORGED }],
    ['what to do next', { ...PLAIN, hint: FORGED }],
  ])('%s', (_, note) => {
    const lines = errorText(note, { width: 200, color: false }).split('\n');
    expect(lines.filter((line) => line.startsWith('error'))).toHaveLength(1);
    expect(lines.join('\n')).toContain('error ERR_NONE: all is well');
  });
});

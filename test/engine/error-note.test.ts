import { expect, test } from 'vitest';
import { LabError } from '../../src/contract/errors.ts';
import { UnfitFile } from '../../src/disk/read-file.ts';
import { noteOf } from '../../src/engine/recorder.ts';

const named = (name: string, message: string, cause?: unknown) =>
  Object.assign(new Error(message, { cause }), { name });
const SENTENCE = 'User: a is not authorized to perform: kms:Decrypt';

test.each<[string, unknown, string | undefined]>([
  ['another sentence, with its name', named('AccessDenied', 'No.'), 'AccessDenied: No.'],
  ['a sentence that was said: its name only', named('AccessDenied', SENTENCE), 'AccessDenied'],
  ['the same error again, ours', new LabError('ERR_ACCESS', `Decrypt failed: ${SENTENCE}`), undefined],
  [
    'a sentence further down that was said above',
    named('Outer', 'No way.', named('Inner', 'No way.')),
    'Outer: No way.: Inner',
  ],
  ['the same about a file', new UnfitFile(SENTENCE), undefined],
  ['no message', named('TimeoutError', ''), 'TimeoutError'],
  ['a plain error', new Error('The disk is full.'), 'The disk is full.'],
  ['nothing', undefined, undefined],
])('no sentence appears twice: %s', (_, cause, why) => {
  const error = new LabError('ERR_ACCESS', `Decrypt failed: ${SENTENCE}`, { cause });
  expect(noteOf(error).cause).toBe(why);
});

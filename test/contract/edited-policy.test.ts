import { describe, expect, test } from 'vitest';
import { readEditedPolicy } from '../../src/contract/edited-policy.ts';

const POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' }],
};
const TEXT = JSON.stringify(POLICY, null, 2);

describe('a policy that a person wrote', () => {
  test.each([
    ['as it was', TEXT],
    ['with a byte order mark, as Notepad saves it', `\uFEFF${TEXT}`],
    ['with the line ends of Windows', TEXT.replaceAll('\n', '\r\n')],
  ])('is read %s', (_, text) => {
    expect(readEditedPolicy(text, 'policy.json')).toEqual(POLICY);
  });

  test.each([
    ['nothing', '', 'The file policy.json is empty.'],
    ['white space', ' \n', 'The file policy.json is empty.'],
    ['a comma too many', TEXT.replace('"*"', '"*",'), 'policy.json, line 8, column 5: unexpected }.'],
    ['a comma too few', TEXT.replace('"Allow",', '"Allow"'), 'policy.json, line 6, column 7: unexpected ".'],
    ['quotes of a word processor', TEXT.replace('"Allow"', '“Allow”'), 'line 5, column 17: unexpected “.'],
    ['a comment', `// mine\n${TEXT}`, 'policy.json, line 1, column 1: unexpected /.'],
    ['a name without quotes', TEXT.replace('"Effect"', 'Effect'), 'line 5, column 7: unexpected Effect.'],
    ['half of it', TEXT.slice(0, 60), 'line 5, column 9: the text ends too early.'],
    ['no more than a bracket', '{', 'policy.json, line 1, column 2: the text ends too early.'],
    ['a list that is not closed', '{"Statement": [{}', 'line 1, column 18: the text ends too early.'],
    ['a bracket too many', `${TEXT}}`, 'policy.json, line 10, column 2: unexpected }.'],
    ['two documents', `${TEXT}\n{}`, 'line 11, column 1: unexpected {.'],
    ['a page of the console', '<html>', 'policy.json, line 1, column 1: unexpected <.'],
    [
      'a member twice',
      TEXT.replace('"Effect"', '"Action": "kms:Encrypt",\n      "Effect"'),
      'policy.json, line 7, column 7: "Action" is in this object twice.',
    ],
    ['a member that no policy has', TEXT.replace('Action', 'Acton'), 'Statement 1, Acton is not an element'],
    ['an effect that there is not', TEXT.replace('Allow', 'allow'), 'Effect must be "Allow" or "Deny"'],
    ['a list', '[]', 'The policy must be an object, not a list.'],
    [
      'a line break within a string',
      TEXT.replace('kms:', 'kms:\n'),
      'line 6, column 17: this text does not end on its line.',
    ],
  ])('is refused if it has %s', (_, text, says) => {
    expect(() => readEditedPolicy(text, 'policy.json')).toThrow(
      expect.objectContaining({ code: 'ERR_DOCUMENT', message: expect.stringContaining(says) }),
    );
  });
});

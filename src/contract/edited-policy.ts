import type { PolicyDocument } from '../policy/document.ts';
import { PolicySyntaxError, parsePolicy } from '../policy/parse.ts';
import { LabError } from './errors.ts';
import { jsonFlaw } from './json-flaw.ts';

const EXPECTED = 'A policy is one JSON object: { "Version": "2012-10-17", "Statement": [ … ] }.';

/**
 * A policy as a person wrote it. `file`: the name they know it by. Throws `ERR_DOCUMENT` with the position of the
 * mistake.
 */
export function readEditedPolicy(written: string, file: string): PolicyDocument {
  const text = written.replace(/^\uFEFF/, '');
  if (text.trim() === '')
    throw new LabError('ERR_DOCUMENT', `The file ${file} is empty.`, { hint: EXPECTED });
  const flaw = jsonFlaw(text);
  if (flaw) {
    const { line, column, what } = flaw;
    throw new LabError('ERR_DOCUMENT', `${file}, line ${line}, column ${column}: ${what}.`, {
      hint: EXPECTED,
    });
  }
  try {
    return parsePolicy(text);
  } catch (error) {
    if (!(error instanceof PolicySyntaxError)) throw error;
    throw new LabError('ERR_DOCUMENT', error.message, { hint: `The policy is in ${file}.` });
  }
}

import { randomBytes } from 'node:crypto';
import { GenerateRandom$, type GenerateRandomCommand } from '@aws-sdk/client-kms';
import { operation } from '../../operation.ts';
import { beginKmsCall } from '../call.ts';
import { kmsValidationError } from '../constraints.ts';

export const GenerateRandom = operation<GenerateRandomCommand>()({
  schema: GenerateRandom$,
  readOnly: true,
  demands: (call) => {
    beginKmsCall(call);
    return [{ action: 'kms:GenerateRandom', resource: '*' }];
  },
  handle: ({ input: { NumberOfBytes } }) => {
    if (NumberOfBytes === undefined) throw kmsValidationError('NumberOfBytes is required.');
    return { Plaintext: randomBytes(NumberOfBytes) };
  },
});

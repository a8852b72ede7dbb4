import { fromJson, toJson } from './json.ts';
import type { Members, Protocol, WireRequest } from './protocol.ts';
import { CALL_LIMIT, Refusal, TEXTS } from './refusal.ts';
import { errorModel, inputOf, outputOf, shapeOf } from './schema.ts';
import { textOf } from './text.ts';

/**
 * awsJson1_1, the protocol of KMS (`TrentService`) and SSM (`AmazonSSM`). The operation is in `X-Amz-Target`. A
 * client error is 400, whatever the model's httpError trait says: KMS documents 400 for each of its errors, including
 * NotFoundException (404 in the model). That DryRunOperationException (412 in the model) follows the same rule is
 * inferred.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html#API_Decrypt_Errors
 */
export const awsJson = (targetPrefix: string): Protocol => ({
  // https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html; messages as AWS's clients report them.
  refusals: {
    'missing-authentication': {
      code: 'MissingAuthenticationTokenException',
      status: 400,
      says: 'Missing Authentication Token',
    },
    'malformed-authentication': { code: 'IncompleteSignatureException', status: 400 },
    'unsigned-header': { code: 'InvalidSignatureException', status: 400 },
    'unknown-key': { code: 'UnrecognizedClientException', status: 400, says: TEXTS.invalidToken },
    'invalid-token': { code: 'UnrecognizedClientException', status: 400, says: TEXTS.invalidToken },
    'expired-token': { code: 'ExpiredTokenException', status: 400, says: TEXTS.expiredToken },
    'wrong-signature': { code: 'InvalidSignatureException', status: 400, says: TEXTS.wrongSignature },
    'skewed-clock': { code: 'InvalidSignatureException', status: 400 },
    'expired-link': { code: 'InvalidSignatureException', status: 400 },
    'access-denied': { code: 'AccessDeniedException', status: 400 },
    'unknown-operation': { code: 'UnknownOperationException', status: 400 },
    'missing-member': { code: 'ValidationException', status: 400, says: TEXTS.missingMembers },
    'absent-member': { code: 'UnsupportedOperationException', status: 400, says: TEXTS.absentMember },
    'malformed-input': { code: 'SerializationException', status: 400 },
    'too-large': { code: 'RequestEntityTooLargeException', status: 413, says: TEXTS.tooLarge },
    'too-slow': { code: 'RequestTimeoutException', status: 408, says: TEXTS.tooSlow },
    busy: { code: 'ThrottlingException', status: 400, says: TEXTS.busy },
    'internal-failure': { code: 'InternalFailure', status: 500 },
  },

  limiter: () => () => CALL_LIMIT,

  reader: () => (request) => {
    const [prefix, operation = ''] = (request.headers['x-amz-target'] ?? '').split('.');
    return {
      operation: prefix === targetPrefix ? operation : `X-Amz-Target ${prefix}.${operation}`,
      input: (schema) => {
        const shape = inputOf(schema);
        return shape.isUnitSchema() ? {} : (fromJson(shape, parse(request)) as Members);
      },
    };
  },

  answer: (schema, output, { requestId }) => {
    const shape = outputOf(schema);
    const body = shape.isUnitSchema() ? '' : JSON.stringify(toJson(shape, output));
    return { status: 200, headers: headers(requestId), body };
  },

  fail: ({ code, status, message, members }, { requestId, registries }) => {
    const model = errorModel(registries, code);
    // The message is `message` in KMS and `Message` in SSM: the schema keeps the one it knows.
    const rest = model
      ? toJson(shapeOf(model.schema), { ...members, message, Message: message })
      : { message };
    return {
      status: asSpoken(model?.status ?? status),
      headers: headers(requestId),
      body: JSON.stringify({ __type: code, ...(rest as object) }),
    };
  },
});

/** A request that is refused before it is a call has a status of its own. */
const asSpoken = (status: number): number =>
  status === 413 || status === 408 ? status : status < 500 ? 400 : 500;

const headers = (requestId: string) => ({
  'content-type': 'application/x-amz-json-1.1',
  'x-amzn-requestid': requestId,
});

function parse({ body }: WireRequest): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(textOf(body));
  } catch (cause) {
    throw new Refusal('malformed-input', 'The request body is not JSON', { cause });
  }
}

import { type FormDialect, fromForm, parseForm } from './form.ts';
import type { Fault, Members, ParsedRequest, Protocol, WireRequest, WireResponse } from './protocol.ts';
import { CALL_LIMIT, TEXTS } from './refusal.ts';
import { errorModel, inputOf, operationName, outputOf } from './schema.ts';
import { searchOf } from './target.ts';
import { textOf } from './text.ts';
import { contents, elementName, escapeXml, namespaced, tag } from './xml.ts';

/** A request of awsQuery or ec2Query: a form in the body, or in the query string of a GET. */
export function readQuery(request: WireRequest, dialect: FormDialect): ParsedRequest {
  const form = parseForm(request.method === 'GET' ? searchOf(request.target) : textOf(request.body));
  return {
    operation: form.children.get('Action')?.value ?? 'a request without an Action',
    input: (schema) => {
      const shape = inputOf(schema);
      return shape.isUnitSchema() ? {} : (fromForm(shape, form, dialect) as Members);
    },
  };
}

export const xmlAnswer = (status: number, requestId: string, body: string): WireResponse => ({
  status,
  headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId },
  body,
});

/**
 * awsQuery, the protocol of IAM and STS. An error's code is the one in its awsQueryError trait (`NoSuchEntity`).
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export const awsQuery: Protocol = {
  // https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html; messages as AWS's clients report them.
  refusals: {
    'missing-authentication': {
      code: 'MissingAuthenticationToken',
      status: 403,
      says: 'Request is missing Authentication Token',
    },
    'malformed-authentication': { code: 'IncompleteSignature', status: 400 },
    'unsigned-header': { code: 'SignatureDoesNotMatch', status: 403 },
    'unknown-key': { code: 'InvalidClientTokenId', status: 403, says: TEXTS.invalidToken },
    'invalid-token': { code: 'InvalidClientTokenId', status: 403, says: TEXTS.invalidToken },
    'expired-token': { code: 'ExpiredToken', status: 403, says: TEXTS.expiredToken },
    'wrong-signature': { code: 'SignatureDoesNotMatch', status: 403, says: TEXTS.wrongSignature },
    'skewed-clock': { code: 'SignatureDoesNotMatch', status: 403 },
    'expired-link': { code: 'SignatureDoesNotMatch', status: 403 },
    'access-denied': { code: 'AccessDenied', status: 403 },
    'unknown-operation': { code: 'InvalidAction', status: 400 },
    'missing-member': { code: 'ValidationError', status: 400, says: TEXTS.missingMembers },
    'absent-member': { code: 'NotImplemented', status: 400, says: TEXTS.absentMember },
    'malformed-input': { code: 'MalformedInput', status: 400 },
    'too-large': { code: 'RequestEntityTooLarge', status: 413, says: TEXTS.tooLarge },
    'too-slow': { code: 'RequestTimeout', status: 408, says: TEXTS.tooSlow },
    busy: { code: 'Throttling', status: 400, says: TEXTS.busy },
    'internal-failure': { code: 'InternalFailure', status: 500 },
  },

  limiter: () => () => CALL_LIMIT,

  reader: () => (request) => readQuery(request, { flatLists: false, nameOf: elementName }),

  answer: (schema, output, { requestId, xmlNamespace }) => {
    const shape = outputOf(schema);
    const result = shape.isUnitSchema() ? '' : tag(`${operationName(schema)}Result`, contents(shape, output));
    const metadata = tag('ResponseMetadata', tag('RequestId', requestId));
    return xmlAnswer(
      200,
      requestId,
      tag(`${operationName(schema)}Response`, result + metadata, namespaced(xmlNamespace)),
    );
  },

  fail: (fault, { requestId, registries, xmlNamespace }) => {
    const { code, status } = spoken(fault, errorModel(registries, fault.code));
    const error = [
      tag('Type', status < 500 ? 'Sender' : 'Receiver'),
      tag('Code', escapeXml(code)),
      tag('Message', escapeXml(fault.message)),
    ];
    const body = tag('Error', error.join('')) + tag('RequestId', requestId);
    return xmlAnswer(status, requestId, tag('ErrorResponse', body, namespaced(xmlNamespace)));
  },
};

function spoken(
  fault: Fault,
  model: ReturnType<typeof errorModel>,
): { readonly code: string; readonly status: number } {
  const [code, status] = model?.query ?? [fault.code, model?.status ?? fault.status];
  return { code, status };
}

import type { FormDialect } from './form.ts';
import type { Protocol } from './protocol.ts';
import { readQuery, xmlAnswer } from './query.ts';
import { CALL_LIMIT, TEXTS } from './refusal.ts';
import { operationName, outputOf } from './schema.ts';
import { contents, DECLARATION, elementName, escapeXml, namespaced, tag } from './xml.ts';

/** https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html#query-key-resolution */
const dialect: FormDialect = {
  flatLists: true,
  nameOf: (member, shape) =>
    (shape.getMergedTraits().ec2QueryName as string) ?? capitalised(elementName(member, shape)),
};

const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

const NOT_VALIDATED = 'AWS was not able to validate the provided access credentials';

/** ec2Query, which only EC2 uses. Its model has no errors: the code that throws one sets its status. */
export const ec2Query: Protocol = {
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html; statuses that it does not give are
  // inferred.
  refusals: {
    'missing-authentication': {
      code: 'MissingAuthenticationToken',
      status: 403,
      says: 'The request must contain either a valid (registered) AWS access key ID or X.509 certificate.',
    },
    'malformed-authentication': { code: 'IncompleteSignature', status: 400 },
    'unsigned-header': { code: 'AuthFailure', status: 401 },
    'unknown-key': { code: 'AuthFailure', status: 401, says: NOT_VALIDATED },
    'invalid-token': { code: 'AuthFailure', status: 401, says: NOT_VALIDATED },
    'expired-token': { code: 'RequestExpired', status: 400, says: 'Request has expired.' },
    'wrong-signature': { code: 'AuthFailure', status: 401, says: NOT_VALIDATED },
    'skewed-clock': { code: 'RequestExpired', status: 400, says: 'Request has expired.' },
    'expired-link': { code: 'RequestExpired', status: 400, says: 'Request has expired.' },
    'access-denied': {
      code: 'UnauthorizedOperation',
      status: 403,
      says: (detail) => `You are not authorized to perform this operation. ${detail}`,
    },
    'unknown-operation': { code: 'InvalidAction', status: 400 },
    'missing-member': {
      code: 'MissingParameter',
      status: 400,
      says: (paths) => `The request must contain the parameter ${paths.split(' ')[0]}`,
    },
    'absent-member': { code: 'UnsupportedOperation', status: 400, says: TEXTS.absentMember },
    'malformed-input': { code: 'InvalidParameterValue', status: 400 },
    'too-large': { code: 'RequestEntityTooLarge', status: 413, says: TEXTS.tooLarge },
    'too-slow': { code: 'RequestTimeout', status: 408, says: TEXTS.tooSlow },
    busy: { code: 'RequestLimitExceeded', status: 503, says: 'Request limit exceeded.' },
    'internal-failure': { code: 'InternalError', status: 500 },
  },

  limiter: () => () => CALL_LIMIT,

  reader: () => (request) => readQuery(request, dialect),

  answer: (schema, output, { requestId, xmlNamespace }) => {
    const shape = outputOf(schema);
    const content = tag('requestId', requestId) + (shape.isUnitSchema() ? '' : contents(shape, output));
    const response = tag(`${operationName(schema)}Response`, content, namespaced(xmlNamespace));
    return xmlAnswer(200, requestId, DECLARATION + response);
  },

  fail: ({ code, status, message }, { requestId }) => {
    const error = tag('Error', tag('Code', escapeXml(code)) + tag('Message', escapeXml(message)));
    const response = tag('Response', tag('Errors', error) + tag('RequestID', requestId));
    return xmlAnswer(status, requestId, DECLARATION + response);
  },
};

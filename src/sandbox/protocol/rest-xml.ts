import { ServiceError } from '../operation.ts';
import { requireDigests } from './digest.ts';
import type { Exchange, Members, Protocol, WireHead, WireResponse } from './protocol.ts';
import { type BodyLimit, Refusal, TEXTS } from './refusal.ts';
import { bindInput, outputBody, outputHeaders } from './rest-binding.ts';
import { addressOf, describe, findRoute, routesOf } from './rest-route.ts';
import { errorModel, httpOf, inputOf, membersOf, type OperationSchema, outputOf } from './schema.ts';
import { DECLARATION, escapeXml, tag } from './xml.ts';

/** restXml, as S3 uses it: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAPI.html */
export const restXml: Protocol = {
  // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
  refusals: {
    'missing-authentication': { code: 'AccessDenied', status: 403, says: 'Access Denied' },
    'malformed-authentication': { code: 'AuthorizationHeaderMalformed', status: 400 },
    'unsigned-header': {
      code: 'AccessDenied',
      status: 403,
      says: 'There were headers present in the request which were not signed',
    },
    'unknown-key': {
      code: 'InvalidAccessKeyId',
      status: 403,
      says: 'The AWS Access Key Id you provided does not exist in our records.',
    },
    'invalid-token': {
      code: 'InvalidToken',
      status: 400,
      says: 'The provided token is malformed or otherwise invalid.',
    },
    'expired-token': { code: 'ExpiredToken', status: 400, says: 'The provided token has expired.' },
    'wrong-signature': {
      code: 'SignatureDoesNotMatch',
      status: 403,
      says: 'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    },
    'skewed-clock': {
      code: 'RequestTimeTooSkewed',
      status: 403,
      says: 'The difference between the request time and the current time is too large.',
    },
    'expired-link': { code: 'AccessDenied', status: 403, says: 'Request has expired' },
    'access-denied': { code: 'AccessDenied', status: 403 },
    'unknown-operation': { code: 'NotImplemented', status: 501 },
    'missing-member': {
      code: 'InvalidRequest',
      status: 400,
      says: (paths) => `The request lacks what is required: ${paths.split(' ').join(', ')}`,
    },
    'absent-member': { code: 'NotImplemented', status: 501, says: TEXTS.absentMember },
    'malformed-input': {
      code: 'MalformedXML',
      status: 400,
      says: 'The XML you provided was not well-formed or did not validate against our published schema',
    },
    'too-large': {
      code: 'EntityTooLarge',
      status: 400,
      says: 'Your proposed upload exceeds the maximum allowed size',
    },
    'too-slow': { code: 'RequestTimeout', status: 400, says: TEXTS.tooSlow },
    busy: { code: 'SlowDown', status: 503, says: 'Please reduce your request rate.' },
    'internal-failure': { code: 'InternalError', status: 500 },
  },

  limiter: (operations) => {
    const routes = routesOf(operations);
    return (head) => {
      if (!mayHaveBody(head)) return DOCUMENT;
      const { name = '' } = findRoute(routes, head, addressOf(head)) ?? {};
      const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
      if (operation && isUpload(operation.schema)) return UPLOAD;
      return { ...DOCUMENT, ...(operation?.bodyLimit ? { bytes: operation.bodyLimit } : {}) };
    };
  },

  reader: (operations) => {
    const routes = routesOf(operations);
    return (request) => {
      const address = addressOf(request);
      const route = findRoute(routes, request, address);
      return {
        operation: route?.name ?? describe(request, address),
        input: (schema) => {
          const shape = inputOf(schema);
          // In other operations, the same headers describe an object, not the request's body:
          // CompleteMultipartUpload.
          if (httpOf(schema).checksum) requireDigests(request);
          return shape.isUnitSchema() ? {} : bindInput(shape, request, address);
        },
      };
    };
  },

  answer: (schema, output, exchange) => {
    const shape = outputOf(schema);
    const { status } = httpOf(schema);
    if (shape.isUnitSchema()) return { status, headers: ids(exchange) };
    const body = outputBody(shape, output, exchange.xmlNamespace);
    const headers = {
      ...ids(exchange),
      ...(body?.kind === 'xml' ? XML : {}),
      ...outputHeaders(shape, output),
    };
    const content = body?.kind === 'xml' ? DECLARATION + body.text : body?.content;
    // A header asks for a range, and another one answers it: the model knows only status 200.
    return withBody({ status: headers['content-range'] ? 206 : status, headers }, exchange, content);
  },

  fail: ({ code, status, message, members, headers }, exchange) => {
    const { requestId } = exchange;
    const error = [
      tag('Code', escapeXml(code)),
      tag('Message', escapeXml(message)),
      ...texts(members).map(([name, text]) => tag(name, escapeXml(text))),
      tag('RequestId', requestId),
      tag('HostId', requestId),
    ];
    const answer = {
      status: errorModel(exchange.registries, code)?.status ?? status,
      headers: { ...ids(exchange), ...XML, ...headers },
    };
    return withBody(answer, exchange, DECLARATION + tag('Error', error.join('')));
  },
};

const mayHaveBody = ({ headers }: WireHead): boolean =>
  (headers['content-length'] ?? '0') !== '0' || headers['transfer-encoding'] !== undefined;

const isUpload = (operation: OperationSchema): boolean =>
  [...membersOf(inputOf(operation))].some(
    ([, member]) => member.getMergedTraits().httpPayload && member.isBlobSchema(),
  );

/** S3's own limit for one upload is 5 GB; ours are held in memory. */
const UPLOAD: BodyLimit = { bytes: 64 * 1024 * 1024, exceeded: () => new Refusal('too-large') };

/**
 * Of a document that says how a bucket is set up. S3 documents the code, not the size: inferred.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
const DOCUMENT: BodyLimit = {
  bytes: 64 * 1024,
  exceeded: () => new ServiceError('MaxMessageLengthExceeded', 'Your request was too big.'),
};

const XML: Record<string, string> = { 'content-type': 'application/xml' };

const ids = ({ requestId }: Exchange): Record<string, string> => ({
  'x-amz-request-id': requestId,
  'x-amz-id-2': requestId,
});

const texts = (members: Members): readonly (readonly [string, string])[] =>
  Object.entries(members).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []));

/** HTTP allows no body for these, whatever the operation says. */
const withBody = (
  answer: Omit<WireResponse, 'body'>,
  { method }: Exchange,
  body: WireResponse['body'],
): WireResponse =>
  method === 'HEAD' || answer.status === 204 || answer.status === 304 || body === undefined
    ? answer
    : { ...answer, body };

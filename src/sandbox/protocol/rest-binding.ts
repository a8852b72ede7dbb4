import { dictionary } from '../dictionary.ts';
import { ServiceError } from '../operation.ts';
import type { Members, WireRequest } from './protocol.ts';
import { Refusal } from './refusal.ts';
import type { Address } from './rest-route.ts';
import { membersOf, readXml, type Shape } from './schema.ts';
import { fromText, toText } from './text.ts';
import { contents, element, elementName, namespaced, tag } from './xml.ts';

/** Reads the input's members from where their traits put them: path, query, headers and body. */
export function bindInput(shape: Shape, request: WireRequest, address: Address): Members {
  const bound = [...membersOf(shape)].flatMap(([name, member]) => {
    const value = bindMember(name, member, request, address);
    return value === undefined ? [] : [[name, value]];
  });
  const hasBody = [...membersOf(shape)].some(([, member]) => inBody(member)) && request.body.length > 0;
  return { ...(hasBody ? (parseXml(shape, request.body) as object) : {}), ...Object.fromEntries(bound) };
}

function bindMember(name: string, shape: Shape, { headers, body }: WireRequest, address: Address): unknown {
  const { httpLabel, httpHeader, httpPrefixHeaders, httpQuery, httpPayload } = shape.getMergedTraits();
  if (httpLabel) return name === 'Bucket' ? address.bucket : address.key;
  if (httpPrefixHeaders) return prefixed(headers, httpPrefixHeaders.toLowerCase());
  if (httpHeader) return fromTexts(shape, headerTexts(shape, headers[httpHeader.toLowerCase()]));
  if (httpQuery) return fromTexts(shape, address.query.get(httpQuery));
  if (!httpPayload) return undefined;
  if (shape.isBlobSchema()) return body;
  if (body.length === 0) return undefined;
  return shape.isStructSchema() ? parseXml(shape, body) : Buffer.from(body).toString('utf8');
}

const headerTexts = (shape: Shape, text: string | undefined): readonly string[] | undefined =>
  shape.isListSchema()
    ? text?.split(',').map((part) => part.trim())
    : text === undefined
      ? undefined
      : [text];

const fromTexts = (shape: Shape, texts: readonly string[] | undefined): unknown => {
  if (texts === undefined) return undefined;
  if (shape.isListSchema()) return texts.map((text) => fromText(shape.getValueSchema(), text));
  return fromText(shape, texts[0] ?? '');
};

function prefixed(headers: WireRequest['headers'], prefix: string): object | undefined {
  const found = Object.entries(headers).filter(([name]) => name.startsWith(prefix));
  return found.length > 0
    ? dictionary(found.map(([name, value]) => [name.slice(prefix.length), value]))
    : undefined;
}

/** Members without such a trait are in the body. */
function inBody(member: Shape): boolean {
  const { httpLabel, httpHeader, httpPrefixHeaders, httpQuery, httpPayload } = member.getMergedTraits();
  return !(httpLabel || httpHeader || httpPrefixHeaders || httpQuery || httpPayload);
}

function parseXml(shape: Shape, body: Uint8Array): unknown {
  try {
    return readXml(shape, body);
  } catch (cause) {
    throw new Refusal('malformed-input', '', { cause });
  }
}

/** The output's headers, names in lower case. */
export function outputHeaders(shape: Shape, output: Members): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, member] of membersOf(shape)) {
    const value = output[name];
    const { httpHeader, httpPrefixHeaders } = member.getMergedTraits();
    if (value === undefined || value === null) continue;
    if (httpHeader) headers[httpHeader.toLowerCase()] = sendable(headerText(member, value));
    if (httpPrefixHeaders) {
      for (const [key, text] of Object.entries(value))
        headers[`${httpPrefixHeaders}${key}`.toLowerCase()] = String(text);
    }
  }
  return headers;
}

/** A link may ask for any text as a header of its answer; S3's code and message for an invalid one are inferred. */
function sendable(text: string): string {
  if (!/[^\t\P{Cc}]/u.test(text)) return text;
  throw new ServiceError('InvalidArgument', 'Header value cannot be represented in HTTP.');
}

const headerText = (shape: Shape, value: unknown): string =>
  shape.isListSchema()
    ? (value as readonly unknown[]).map((item) => toText(shape.getValueSchema(), item, 'http-date')).join(',')
    : toText(shape, value, 'http-date');

export type Body =
  | { readonly kind: 'xml'; readonly text: string }
  | { readonly kind: 'raw'; readonly content: Uint8Array | string }
  | undefined;

/** The output's body: its payload member, or the members that belong nowhere else, as XML. */
export function outputBody(shape: Shape, output: Members, xmlNamespace: string | undefined): Body {
  const namespace = namespaced(xmlNamespace);
  const members = [...membersOf(shape)];
  const payload = members.find(([, member]) => member.getMergedTraits().httpPayload);
  if (payload) {
    const [name, member] = payload;
    const value = output[name];
    if (value === undefined || value === null) return undefined;
    if (!member.isStructSchema()) return { kind: 'raw', content: value as Uint8Array | string };
    return { kind: 'xml', text: element(member, rootName(member), value, namespace) };
  }
  if (!members.some(([, member]) => inBody(member))) return undefined;
  const [[first, only] = []] = members;
  // GetBucketLocation's answer is its only member without an enclosing element: the s3UnwrappedXmlOutput trait.
  if (first && only && elementName(first, only) === rootName(shape)) {
    return { kind: 'xml', text: element(only, rootName(shape), output[first] ?? '', namespace) };
  }
  return { kind: 'xml', text: tag(rootName(shape), contents(shape, output, inBody), namespace) };
}

const rootName = (shape: Shape): string => shape.getMergedTraits().xmlName ?? shape.getName() ?? '';

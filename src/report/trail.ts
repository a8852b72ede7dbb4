import { paintOf, type Style } from './style.ts';
import { visibleWord } from './visible.ts';
import { wrap } from './wrap.ts';

/** A request to the sandbox, as far as a reader needs it. */
export interface TrailAbout {
  /** ISO 8601 */
  readonly at: string;
  readonly who?: string;
  readonly service?: string;
  readonly operation?: string;
  readonly status: number;
  readonly code?: string;
  readonly message?: string;
  readonly demands: readonly {
    readonly action: string;
    readonly resource: string;
    readonly outcome: 'allowed' | 'implicitly-denied' | 'explicitly-denied';
    readonly because: string;
    readonly encryptionContext?: Readonly<Record<string, string>>;
  }[];
}

const WHO = 16;
const ACTION = 30;
const INDENT = ' '.repeat(9);

/** A request was refused: by a policy, or because the caller was not authenticated. */
export const isDeniedEntry = ({ who, status, demands }: TrailAbout): boolean =>
  demands.some(({ outcome }) => outcome !== 'allowed') || (who === undefined && status >= 400);

/** Which of a request's permissions are shown; `denied`: only those that it was refused for. */
type Shown = 'all' | 'denied';

/** A line for each permission that the request needed; below it, the encryption context, and the reason of a refusal. */
export function trailText(asked: TrailAbout, style: Style, shown: Shown = 'all'): string {
  const request = onOneLine(asked);
  const { demands, service = '?', operation = '?', code, message = '' } = request;
  const granted = demands.every(({ outcome }) => outcome === 'allowed');
  const needs = demands.flatMap((demand, index) => {
    const { action, resource, outcome, because, encryptionContext = {} } = demand;
    if (shown === 'denied' && outcome === 'allowed') return [];
    const isLast = index === demands.length - 1;
    const result = outcome !== 'allowed' ? 'DENIED' : isLast && code !== undefined ? code : 'allowed';
    const pairs = Object.entries(encryptionContext).map(([name, value]) => `${name} = ${value}`);
    return [
      row(request, action, resource, result, style),
      ...(pairs.length > 0 ? beneath(`encryption context: ${pairs.join(', ')}`, style) : []),
      ...(shown === 'denied' ? beneath(partOf(request, demand), style) : []),
      ...(outcome === 'allowed' ? [] : beneath(because, style)),
    ];
  });
  return [
    ...(demands.length > 0 ? needs : [row(request, `${service}:${operation}`, '', code ?? 'done', style)]),
    ...(granted && code !== undefined ? beneath(message, style) : []),
  ].join('\n');
}

/** The request that needed this permission among others: S3 asks KMS on behalf of its caller. */
function partOf(
  { service, operation, demands }: TrailAbout,
  { action }: { readonly action: string },
): string {
  const [first] = demands;
  const whole = `${service ?? '?'}:${operation ?? '?'}`;
  if (!first || demands.length === 1 || action === whole) return '';
  return `part of ${whole} on ${shortName(first.resource)}`;
}

/** The sender of a request chooses its texts, which must not write lines of the log. */
const onOneLine = <T>(value: T): T =>
  (typeof value === 'string'
    ? visibleWord(value)
    : Array.isArray(value)
      ? value.map(onOneLine)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value).map(([name, member]) => [visibleWord(name), onOneLine(member)]),
          )
        : value) as T;

const beneath = (text: string, { width }: Style): readonly string[] =>
  text === '' ? [] : wrap(text, width, INDENT);

/** `12:00:01 operator         kms:Decrypt                    …4-b4c5d6e7f809  allowed` */
function row(
  { at, who = 'unknown' }: TrailAbout,
  action: string,
  resource: string,
  result: string,
  style: Style,
): string {
  const start = `${at.slice(11, 19)} ${clip(shortName(who), WHO)} ${clip(action, ACTION)} `;
  const room = Math.max(0, style.width - start.length - result.length - 1);
  const paint = paintOf(style);
  const painted = result === 'allowed' || result === 'done' ? result : paint.red(result);
  return `${start}${clip(shortName(resource), room)} ${painted}`;
}

/** The end of a name says more than its beginning. */
const clip = (text: string, width: number): string =>
  text.length <= width ? text.padEnd(width) : `…${text.slice(text.length - width + 1)}`.slice(0, width);

/** `operator` of `arn:aws:iam::111122223333:user/operator`; for a session, its role instead. */
export function shortName(name: string): string {
  const [, role] = /:assumed-role\/([^/]+)\//.exec(name) ?? [];
  if (role !== undefined) return role;
  const [, object] = /^arn:[^:]+:s3:::(.+)$/.exec(name) ?? [];
  return object ?? name.split(/[:/]/).at(-1) ?? name;
}

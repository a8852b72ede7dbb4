import type { PolicyDocument } from '../../policy/document.ts';
import type { Caller } from '../../policy/request.ts';
import { accessKeyId, secretAccessKey, sessionToken } from '../ids.ts';
import type { RoleSession, World } from '../world.ts';

/** What a session has in addition to its caller's permissions. */
export type SessionMarks = Pick<RoleSession, 'tags' | 'transitiveTags' | 'sourceIdentity'>;

export interface SessionRequest {
  readonly caller: Caller;
  readonly policies?: readonly PolicyDocument[];
  /** When the MFA code was given. */
  readonly mfaAt?: Date;
  /** GetFederationToken's caller, whose permissions the session uses. */
  readonly parent?: RoleSession['parent'];
  readonly marks?: SessionMarks;
  /** Id of the instance that gets the credentials. */
  readonly instance?: string;
  readonly seconds: number;
  readonly now: Date;
}

/** Temporary credentials that are not in the world yet: see `keepSession`. */
export const openSession = ({
  caller,
  policies = [],
  mfaAt,
  parent,
  marks = {},
  instance,
  seconds,
  now,
}: SessionRequest): RoleSession => ({
  accessKeyId: accessKeyId('ASIA'),
  secret: secretAccessKey(),
  token: sessionToken(),
  expires: wholeSeconds(now.getTime() + seconds * 1000),
  issued: wholeSeconds(now.getTime()),
  caller,
  policies: [...policies],
  ...(instance === undefined ? {} : { instance }),
  ...(parent ? { parent } : {}),
  ...marks,
  ...(mfaAt ? { mfaAt: mfaAt.toISOString() } : {}),
});

/** The session that signed the request; `undefined` for long-term keys. */
export const signingSession = ({ sessions }: World, accessKeyId: string): RoleSession | undefined =>
  Object.hasOwn(sessions, accessKeyId) ? sessions[accessKeyId] : undefined;

const wholeSeconds = (ms: number): string => new Date(Math.floor(ms / 1000) * 1000).toISOString();

/** A session stays known long after its end, so that the refusal can say that it expired. */
const REMEMBERED_MS = 24 * 3600 * 1000;

/** Makes the session's credentials valid, and removes those that ended a day ago. */
export function keepSession(world: World, session: RoleSession, now: Date): void {
  for (const [id, { expires }] of Object.entries(world.sessions)) {
    if (Date.parse(expires) + REMEMBERED_MS <= now.getTime()) delete world.sessions[id];
  }
  world.sessions[session.accessKeyId] = session;
}

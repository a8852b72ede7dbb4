import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

/** Seconds: a workshop's day. */
const SESSION_AGE = 12 * 60 * 60;

/** What a link has that no one can guess. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** Tokens are compared by their digests, which are of one length. */
export const tokenDigest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Takes the same time wherever they differ. */
const isSame = (given: string | undefined, wanted: string): boolean =>
  given !== undefined && timingSafeEqual(tokenDigest(given), tokenDigest(wanted));

interface DoorSettings {
  readonly port: number;
  readonly to?: string;
  /** Browsers reach it by TLS. */
  readonly isSecure: boolean;
}

/**
 * Who may enter. A link that kms-lab prints has a token that is good once; the browser that opens it gets a cookie
 * that no script can read and no other site can send.
 */
export class Door {
  readonly #cookie: string;
  readonly #session = newToken();
  readonly #isSecure: boolean;
  #token = newToken();

  /** `port`: cookies of one host are sent to all of its ports, so the name has it. `to`: what it opens, if it is one of several. */
  constructor({ port, to, isSecure }: DoorSettings) {
    this.#cookie = ['kms-lab', port, ...(to === undefined ? [] : [to])].join('-');
    this.#isSecure = isSecure;
  }

  /** The path of a link that was not used yet. */
  get path(): string {
    return `/in?token=${this.#token}`;
  }

  isIn(c: Context): boolean {
    return isSame(getCookie(c, this.#cookie), this.#session);
  }

  /** Exchanges the token for the cookie. False for a token that was used before, or was never given. */
  enter(c: Context): boolean {
    if (!isSame(c.req.query('token'), this.#token)) return false;
    this.#token = newToken();
    setCookie(c, this.#cookie, this.#session, {
      path: '/',
      httpOnly: true,
      sameSite: 'Strict',
      secure: this.#isSecure,
      maxAge: SESSION_AGE,
    });
    return true;
  }
}

/** How the page is reached: `127.0.0.1:4321`, and `http://127.0.0.1:4321`. */
export interface Reached {
  readonly hosts: ReadonlySet<string>;
  readonly origins: ReadonlySet<string>;
}

/**
 * Refuses a name that another server gave this address (DNS rebinding), before anything else is looked at; then
 * requests that another page makes. A request that changes something has to say where it is from.
 */
export const onlyFromHere =
  ({ hosts, origins }: Reached): MiddlewareHandler =>
  async (c, next) => {
    if (!hosts.has(c.req.header('host') ?? '')) return c.text('This address is not served here.', 421);
    const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
    const origin = c.req.header('origin');
    if (origin === undefined ? !isRead : !origins.has(origin)) {
      return c.text('Requests from other pages are refused.', 403);
    }
    return next();
  };

/** Everything but the entrance needs the cookie of one of the doors. */
export const onlyWithCookie =
  (doors: readonly Door[]): MiddlewareHandler =>
  async (c, next) =>
    doors.some((door) => door.isIn(c))
      ? next()
      : c.text('Open the link that kms-lab printed in its terminal.', 401);

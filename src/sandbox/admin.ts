import { createHash, timingSafeEqual } from 'node:crypto';
import { MIB } from '../disk/read-file.ts';
import type { Lent } from './credentials.ts';
import type { Admission, BodyRefusal } from './handle.ts';
import type { SandboxInfo } from './info.ts';
import type { WireHead, WireResponse } from './protocol/protocol.ts';
import { textOf } from './protocol/text.ts';
import type { World } from './world.ts';
import { parseWorld, WorldFileError } from './world-file.ts';

/** Not one of AWS's paths: no bucket can have this name. */
export const ADMIN_PATH = '/_kms-lab/';

/** What another process of this user may ask a served sandbox. */
export interface Administered {
  credentialsOf(names: readonly string[]): readonly (Lent | undefined)[];
  webAppUrlOf(accountId: string): Promise<string | undefined>;
  info(): SandboxInfo;
  world(): World;
  replaceWorld(world: World): Promise<void>;
  reset(how?: { readonly empty: boolean }): Promise<void>;
}

/** `names`: the parts of the path after the route's own. */
type Route = (sandbox: Administered, names: readonly string[], body: string) => unknown;

const ROUTES: Readonly<Record<string, Route>> = {
  'GET info': (sandbox) => sandbox.info(),
  'GET credentials': (sandbox, names) => sandbox.credentialsOf(names),
  'GET web-app': (sandbox, [accountId = '']) => sandbox.webAppUrlOf(accountId),
  'GET world': (sandbox) => sandbox.world(),
  'PUT world': (sandbox, _, body) => sandbox.replaceWorld(parseWorld('the world', body)),
  'POST reset': (sandbox, [how]) => sandbox.reset({ empty: how === 'empty' }),
};

export const isAdmin = ({ target }: WireHead): boolean => target.startsWith(ADMIN_PATH);

/** Maximum bytes of a world. */
const WORLD = 64 * MIB;

/** Admits requests with the token from the endpoint file, which only this user may read; 404 to all others. */
export const administer =
  (sandbox: Administered, token: string) =>
  async ({ method, target, headers }: WireHead): Promise<Admission> => {
    const [name = '', ...names] = target.slice(ADMIN_PATH.length).split('/');
    const key = `${method} ${name}`;
    const route = Object.hasOwn(ROUTES, key) ? ROUTES[key] : undefined;
    if (!route || !same(headers.authorization ?? '', `Bearer ${token}`)) return json(404, {});
    return {
      bodyLimit: method === 'PUT' ? WORLD : 0,
      refuse: (why) => json(REFUSED[why], {}),
      answer: (body) => answerOf(() => route(sandbox, names.map(decodeURIComponent), textOf(body))),
    };
  };

const REFUSED: Readonly<Record<BodyRefusal, number>> = { 'too-large': 413, 'too-slow': 408, busy: 503 };

async function answerOf(work: () => unknown): Promise<WireResponse> {
  try {
    return json(200, { answer: await work() });
  } catch (error) {
    if (error instanceof WorldFileError) return json(400, { kind: error.kind, detail: error.detail });
    if (error instanceof URIError) return json(404, {});
    throw error;
  }
}

const json = (status: number, content: object): WireResponse => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(content),
});

/** Digests have equal length, so comparing them takes constant time. */
const same = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

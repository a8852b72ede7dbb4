import { mkdtempSync, writeFileSync } from 'node:fs';
import { request as send } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openLab } from '../../src/cli/open-lab.ts';
import { restorationOf } from '../../src/cli/preview.ts';
import { settingsOf, type Typed } from '../../src/cli/settings.ts';
import { shareSandbox } from '../../src/cli/start-sandbox.ts';
import type { LabEvent } from '../../src/contract/event.ts';
import { hintFor } from '../../src/hints/index.ts';
import { followTrail } from '../../src/sandbox/trail/read.ts';
import type { ActAnswer, LabView, WebAct, WebEvent } from '../../src/web/acts.ts';
import type { DeskRoom } from '../../src/web/server/desk-room.ts';
import type { PageAddress } from '../../src/web/server/page-server.ts';
import { serveLab } from '../../src/web/server/serve.ts';
import { fakeStreams } from '../cli/streams.ts';

/** A folder with the files of a page: the routes do not mind what is in them. */
function pageFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kms-lab-page-'));
  writeFileSync(join(folder, 'page.js'), 'export {};');
  writeFileSync(join(folder, 'page.css'), 'body { margin: 0 }');
  return folder;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

export interface LabInBrowser {
  readonly origin: string;
  readonly state: string;
  /** Every link that was printed. */
  readonly links: string[];
  ask(path: string, asked?: Asked): Promise<HttpAnswer>;
  /** Enters with a link, and asks with the cookie from then on. */
  enter(): Promise<{ readonly cookie: string }>;
  act(act: WebAct): Promise<ActAnswer>;
  /** Reads events until one is wanted; `after`: the id of the last one. */
  follow(until: (event: WebEvent, id: string) => boolean, after?: string): Promise<readonly Followed[]>;
  view(): Promise<LabView>;
  close(): Promise<void>;
}

export interface Followed {
  readonly id: string;
  readonly event: WebEvent;
}

interface Given {
  readonly state?: string;
  /** Global options. */
  readonly typed?: Typed;
  readonly pause?: number;
  readonly consent?: 'given' | 'ask';
  readonly room?: DeskRoom;
  readonly folder?: string;
  readonly address?: Partial<PageAddress>;
  /** For a hook, which closes it itself. */
  readonly staysOpen?: true;
}

/** The lab in a browser on a sandbox, until the test ends. */
export async function servedLab(given: Given = {}): Promise<LabInBrowser> {
  const { pause = 60_000, consent = 'given', folder = pageFolder() } = given;
  const state = given.state ?? mkdtempSync(join(tmpdir(), 'kms-lab-web-'));
  const env = { KMS_LAB_STATE_DIR: state };
  const options = await settingsOf(given.typed ?? {}, fakeStreams({ env }));
  const stop = new AbortController();
  const { session, close } = await openLab(options, 'web', { notify: () => {} }, stop.signal, {
    start: shareSandbox,
  });
  const links: string[] = [];
  const served = await serveLab({
    ...{ session, hintFor, restorationOf, pause, consent, folder },
    ...{ address: { port: 0, ...given.address }, room: given.room },
    onLink: (link) => void links.push(link),
    ...(options.target === 'sandbox'
      ? { requests: (signal: AbortSignal) => followTrail(join(state, 'sandbox'), signal) }
      : {}),
  });
  let isOpen = true;
  const closeAll = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    stop.abort();
    await served.close();
    await close();
  };
  if (!given.staysOpen) onTestFinished(closeAll);
  return labAt(served.origin, state, links, closeAll);
}

function labAt(origin: string, state: string, links: string[], close: () => Promise<void>): LabInBrowser {
  let cookie: string | undefined;
  const ask = (path: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<HttpAnswer> =>
    new Promise((resolve, reject) => {
      const asked = send(`${origin}${path}`, {
        agent: false,
        method,
        headers: { ...(cookie ? { cookie } : {}), ...headers },
      });
      asked.on('error', reject);
      asked.on('response', (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(parts).toString(),
          }),
        );
        response.on('error', reject);
      });
      asked.end(body);
    });
  const lab: LabInBrowser = {
    ...{ origin, state, links, ask, close },
    async enter() {
      const { headers } = await ask(new URL(links.at(-1)!).pathname + new URL(links.at(-1)!).search);
      cookie = [headers['set-cookie'] ?? []].flat()[0]?.split(';')[0];
      return { cookie: cookie ?? '' };
    },
    async act(act) {
      const { text } = await ask('/acts', {
        method: 'POST',
        headers: { origin, 'content-type': 'application/json' },
        body: JSON.stringify(act),
      });
      return JSON.parse(text) as ActAnswer;
    },
    follow: (until, after) => followEvents(origin, cookie, until, after),
    async view() {
      const events = await lab.follow(({ type }) => type === 'snapshot');
      const [{ event }] = events as readonly [Followed];
      if (event.type === 'snapshot' && event.view) return event.view;
      throw new Error('the lab has no view');
    },
  };
  return lab;
}

/** The connection is cut once an event is the wanted one. */
function followEvents(
  origin: string,
  cookie: string | undefined,
  until: (event: WebEvent, id: string) => boolean,
  after?: string,
): Promise<readonly Followed[]> {
  return new Promise((resolve, reject) => {
    const found: Followed[] = [];
    let text = '';
    const headers = { ...(cookie ? { cookie } : {}), ...(after ? { 'last-event-id': after } : {}) };
    const asked = send(`${origin}/events`, { headers });
    asked.on('error', (error) => reject(error));
    asked.on('response', (response) => {
      response.setEncoding('utf8');
      response.on('error', () => {});
      response.on('data', (part: string) => {
        text += part;
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          const message = text.slice(0, end);
          text = text.slice(end + 2);
          const [, id = ''] = /^id: (.*)$/m.exec(message) ?? [];
          const [, data = '{}'] = /^data: (.*)$/m.exec(message) ?? [];
          const event = JSON.parse(data) as WebEvent;
          if (id !== '') found.push({ id, event });
          if (id !== '' && until(event, id)) {
            asked.destroy();
            resolve(found);
            return;
          }
        }
      });
      response.on('close', () => resolve(found));
    });
    asked.end();
  });
}

/** Acts, and what every page was told of it. */
export async function acting(
  lab: LabInBrowser,
  act: WebAct,
): Promise<ActAnswer & { readonly told: readonly LabEvent[] }> {
  const [{ id }] = (await lab.follow(({ type }) => type === 'snapshot')) as readonly [Followed];
  const following = lab.follow(({ type }) => type === 'ended', id);
  const answer = await lab.act(act);
  const told = (await following).flatMap(({ event }) => (event.type === 'told' ? [event.event] : []));
  return { ...answer, told };
}

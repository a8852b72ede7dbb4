/** What a command asks of AWS and of the web app: proxies between it and both, and the sandbox's own parsing. */
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { load } from './load.mjs';
import { ADDRESS, freshState } from './processes.mjs';

const decode = await load('decode', 'scripts/bench/decode.ts');

const ADMIN = '/_kms-lab/';

/**
 * Runs `work` with a state directory whose sandbox is the served one, seen through the proxy. Requests before `work`
 * calls `begin` do not count. Returns every request in the order of its start: what it asked, as which principal, of
 * which account if its name tells, and when it began and ended. A visit of the web app, if it was made through
 * `webAppUrl`, has the service `web-app`.
 */
export async function record({ address }, work) {
  const calls = [];
  const visits = await openVisits(address.webAppUrl, calls);
  /** By access key, as the tool received them. */
  const names = {};
  const { hostname, port } = new URL(address.endpoint);
  const agent = new http.Agent({ keepAlive: true });
  const proxy = http.createServer((incoming, outgoing) => {
    const parts = [];
    incoming.on('data', (part) => parts.push(part));
    incoming.on('end', () => {
      const body = Buffer.concat(parts);
      const { method, url: path, headers } = incoming;
      const call = {
        request: { method, target: path, headers, body, sourceIp: hostname },
        begun: performance.now(),
      };
      if (!path.startsWith(ADMIN)) calls.push(call);
      const forwarded = http.request({ hostname, port, method, path, headers, agent }, (response) => {
        outgoing.writeHead(response.statusCode, response.headers);
        response.pipe(outgoing);
        const answer = [];
        response.on('data', (part) => answer.push(part));
        response.on('end', () => {
          call.ended = performance.now();
          const text = Buffer.concat(answer).toString();
          for (const [name, lent] of lentIn(path, text)) {
            names[lent.accessKeyId] = { as: name, account: accountIn(decodeURIComponent(name)) };
          }
          const assumed = /<AssumedRoleId>[\s\S]*?<Arn>arn:aws:sts::(\d{12}):/.exec(text)?.[1];
          const key = /<AccessKeyId>(\w+)<\/AccessKeyId>/.exec(text)?.[1];
          if (assumed && key) names[key] = { as: 'assumed', account: assumed };
        });
      });
      forwarded.end(body);
    });
  });
  await new Promise((listening) => proxy.listen(0, '127.0.0.1', listening));
  const state = freshState();
  const endpoint = `http://127.0.0.1:${proxy.address().port}`;
  writeFileSync(join(state, ADDRESS), JSON.stringify({ ...address, endpoint }), { mode: 0o600 });
  try {
    await work(state, () => calls.splice(0), visits.url);
  } finally {
    visits.close();
    proxy.close();
    proxy.closeAllConnections();
    agent.destroy();
  }
  return Promise.all(
    calls.map(async ({ request, visit, begun, ended }) => {
      if (visit) return { service: 'web-app', operation: 'visit', input: visit, begun, ended };
      const { accessKeyId, ...call } = await decode(request);
      return { ...call, ...names[accessKeyId], begun, ended };
    }),
  );
}

/** A proxy before the web app. One that gets no answer gives none. */
async function openVisits(webAppUrl, calls) {
  const proxy = http.createServer((incoming, outgoing) => {
    const parts = [];
    incoming.on('data', (part) => parts.push(part));
    incoming.on('end', () => {
      const body = Buffer.concat(parts).toString();
      const { method, url: path, headers } = incoming;
      const visit = { method, path, type: headers['content-type'], body };
      const call = { visit, begun: performance.now() };
      calls.push(call);
      const forwarded = http.request(`${webAppUrl}${path}`, {
        ...{ method, headers: { ...headers, host: new URL(webAppUrl).host }, agent: false },
      });
      const ends = () => {
        call.ended = performance.now();
      };
      forwarded.on('error', () => {
        ends();
        incoming.socket.end();
      });
      forwarded.on('response', (response) => {
        outgoing.writeHead(response.statusCode, response.headers);
        response.pipe(outgoing);
        response.on('end', ends);
      });
      forwarded.end(body);
    });
  });
  await new Promise((listening) => proxy.listen(0, '127.0.0.1', listening));
  return { url: `http://127.0.0.1:${proxy.address().port}`, close: () => proxy.close() };
}

/** The names that were asked for, as in the path, with the credentials of each one that there is. */
function lentIn(path, text) {
  const [, asked] = path.split('/_kms-lab/credentials/');
  if (asked === undefined) return [];
  const { answer } = JSON.parse(text);
  return asked.split('/').flatMap((name, index) => (answer[index] ? [[name, answer[index]]] : []));
}

/** `userA@222200000002` */
const accountIn = (name) => /@(\d{12})$/.exec(name)?.[1];

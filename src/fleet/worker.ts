import { createServer, type Server } from 'node:http';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { LabError } from '../contract/errors.ts';
import type { Outcome, RunUnit, Unit } from './queue.ts';
import { neverThrowing } from './run-unit.ts';

/** What a worker tells of itself. */
export interface WorkerHealth {
  /** The same, counted and timed. */
  counted(run: RunUnit): RunUnit;
  /** The queue does not answer, or answers again. */
  queueAnswers(answers: boolean): void;
  /** It takes no more units. */
  draining(): void;
  /** In Prometheus' text form. https://prometheus.io/docs/instrumenting/exposition_formats/ */
  metrics(): Promise<string>;
  readonly state: 'working' | 'draining' | 'waiting for the queue';
}

/** Seconds: most units take between one and some minutes. */
const BUCKETS = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 900];

export function workerHealth(version: string): WorkerHealth {
  const register = new Registry();
  const registers = [register];
  const ended = new Counter({
    name: 'kms_lab_units_total',
    help: 'Units that ended, by outcome.',
    labelNames: ['outcome', 'cause'],
    registers,
  });
  const running = new Gauge({ name: 'kms_lab_units_running', help: 'Units that run now.', registers });
  const seconds = new Histogram({
    name: 'kms_lab_unit_seconds',
    help: 'How long a unit took.',
    buckets: BUCKETS,
    registers,
  });
  const reachable = new Gauge({ name: 'kms_lab_queue_up', help: '1 while the queue answers.', registers });
  new Gauge({ name: 'kms_lab_worker_info', help: 'The version.', labelNames: ['version'], registers }).set(
    { version },
    1,
  );
  reachable.set(1);
  let answers = true;
  let isDraining = false;
  return {
    counted: (run) => async (unit, signal) => {
      const stop = seconds.startTimer();
      running.inc();
      const outcome = await neverThrowing(run)(unit, signal);
      running.dec();
      stop();
      ended.inc({ outcome: outcome.is, cause: 'cause' in outcome ? outcome.cause : '' });
      return outcome;
    },
    queueAnswers(now) {
      answers = now;
      reachable.set(now ? 1 : 0);
    },
    draining() {
      isDraining = true;
    },
    metrics: () => register.metrics(),
    get state() {
      return isDraining ? 'draining' : answers ? 'working' : 'waiting for the queue';
    },
  };
}

/** `GET /metrics` and `GET /health`, which is 503 unless the worker works. Throws `ERR_PORT_IN_USE`. */
export async function serveHealth(
  health: WorkerHealth,
  { port, host }: { readonly port: number; readonly host: string },
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const send = (status: number, type: string, body: string) =>
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
    if (request.method !== 'GET') return send(405, 'text/plain', 'GET only\n');
    if (request.url === '/health') {
      return send(health.state === 'working' ? 200 : 503, 'text/plain', `${health.state}\n`);
    }
    if (request.url !== '/metrics') return send(404, 'text/plain', '/metrics or /health\n');
    return health.metrics().then((text) => send(200, 'text/plain; version=0.0.4; charset=utf-8', text));
  });
  // Prometheus asks again and again, and needs little.
  server.requestTimeout = 10_000;
  server.maxConnections = 20;
  await listening(server, port, host);
  return {
    port: (server.address() as { readonly port: number }).port,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listening(server: Server, port: number, host: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve).once('error', reject).listen(port, host);
  }).catch((error: NodeJS.ErrnoException) => {
    throw new LabError(
      'ERR_PORT_IN_USE',
      `The worker cannot listen at ${host}:${port}: ${error.code ?? error.message}.`,
      {
        hint: 'choose another one: --metrics-port NUMBER',
        cause: error,
      },
    );
  });
}

/** One line for each unit that ended. */
export const unitLine = ({ account, attempt }: Unit, outcome: Outcome): string => {
  const words = 'detail' in outcome ? `${outcome.is}: ${outcome.detail}` : outcome.is;
  return `${account}${attempt > 1 ? ` (attempt ${attempt})` : ''} ${words}`;
};

import { once } from 'node:events';
import { version } from '../../../package.json';
import type { ExitCode } from '../../contract/errors.ts';
import { LabError } from '../../contract/errors.ts';
import { shownQueue } from '../../fleet/queue/address.ts';
import { openQueue } from '../../fleet/queue/open.ts';
import type { RunUnit } from '../../fleet/queue.ts';
import { serveHealth, unitLine, type WorkerHealth, workerHealth } from '../../fleet/worker.ts';
import { workerName } from '../../fleet/worker-name.ts';
import type { Invocation } from '../command.ts';
import { openFleetState } from './open-fleet-state.ts';
import { queueAddress, requireSharedState } from './queue-option.ts';
import { unitRunner } from './unit-runner.ts';

/** What a worker writes: a line for a person, or an event for a program. */
type Tell = (line: string, event: Readonly<Record<string, unknown>>) => void;

/**
 * Runs units until the signal: then it takes no more, lets those that run end, and closes. A second signal ends the
 * process at once, and another worker runs them again.
 */
export async function serveWorker(invocation: Invocation): Promise<ExitCode> {
  const { options, given, streams, signal } = invocation;
  const url = requireQueue(queueAddress(given, streams));
  const state = requireSharedState(options.state);
  const tell: Tell = (line, event) => {
    if (options.json) streams.stdout.write(`${JSON.stringify(event)}\n`);
    else if (!options.quiet) streams.stdout.write(`${line}\n`);
  };
  const health = workerHealth(version);
  const closing: (() => unknown)[] = [];
  try {
    const shared = await openFleetState(options, state);
    closing.push(shared.close);
    const queue = await openQueue(url, {
      version,
      troubled(message) {
        health.queueAnswers(false);
        streams.stderr.write(`${message}\n`);
      },
      answered: () => health.queueAnswers(true),
    });
    closing.push(() => queue.close());
    const runner = unitRunner(shared);
    closing.push(() => runner.close());
    closing.push(await serveMetrics(health, given, tell));
    const worker = workerName();
    tell(`Worker ${worker} takes accounts from ${shownQueue(url)}.`, { type: 'worker-ready', worker });
    const drain = signal;
    void once(drain, 'abort').then(() => {
      health.draining();
      tell('Takes no more accounts; waits for those that run.', { type: 'worker-draining', worker });
    });
    await queue.work(health.counted(told(runner.run, tell)), {
      concurrency: Number(given.concurrency ?? '4'),
      signal: new AbortController().signal,
      drain,
    });
    tell('The worker has ended.', { type: 'worker-ended', worker });
    return 0;
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}

function requireQueue(url: string | undefined): string {
  if (url !== undefined) return url;
  throw new LabError('ERR_USAGE', 'A worker needs a queue to take accounts from.', {
    hint: 'name it, the same for the coordinator and its workers: --queue redis://HOST, or KMS_LAB_QUEUE',
  });
}

const told =
  (run: RunUnit, tell: Tell): RunUnit =>
  async (unit, signal) => {
    const { fleet, account, attempt } = unit;
    tell(`${account} begins`, { type: 'unit-started', fleet, account, attempt });
    const outcome = await run(unit, signal);
    tell(unitLine(unit, outcome), { type: 'unit-ended', fleet, account, attempt, outcome });
    return outcome;
  };

/** What closes it again. */
async function serveMetrics(
  health: WorkerHealth,
  { metricsPort, metricsHost = '127.0.0.1' }: Invocation['given'],
  tell: Tell,
): Promise<() => unknown> {
  if (metricsPort === undefined) return () => undefined;
  const { port, close } = await serveHealth(health, { port: Number(metricsPort), host: metricsHost });
  tell(`Counters at http://${metricsHost}:${port}/metrics.`, { type: 'worker-metrics', port });
  return close;
}

import type { CliCommand } from '../../command.ts';
import { QUEUE_OPTION } from '../../fleet/queue-option.ts';
import { GUARDS, NAMES, OUTPUT } from '../../used-options.ts';

export const fleetWorker: CliCommand = {
  name: 'fleet worker',
  does: 'run accounts of fleets that any machine has begun, until SIGTERM; the accounts that run then end first',
  uses: [
    'target',
    'profile',
    'region',
    'endpointUrl',
    'allowHttp',
    'stateDir',
    'state',
    'stateProfile',
    'stateEndpoint',
    ...GUARDS,
    ...NAMES,
    ...OUTPUT,
  ],
  options: [
    QUEUE_OPTION,
    {
      key: 'concurrency',
      flags: '--concurrency <number>',
      does: 'how many accounts at a time',
      fallback: '4',
      form: { pattern: /^[1-9]\d{0,2}$/, is: 'a number from 1 to 999' },
    },
    {
      key: 'metricsPort',
      flags: '--metrics-port <number>',
      does: 'serves /health and, in Prometheus’ text form, /metrics',
      form: { pattern: /^\d{1,5}$/, is: 'a port; 0 is any free one' },
    },
    {
      key: 'metricsHost',
      flags: '--metrics-host <address>',
      does: 'where to serve them',
      fallback: '127.0.0.1',
      needs: 'metricsPort',
    },
  ],
  examples: [
    {
      type: 'kms-lab fleet worker --queue redis://h --state s3://room',
      does: 'on each machine that helps',
    },
    { type: 'kms-lab fleet worker --metrics-port 9464', does: 'with the addresses in the environment' },
  ],
  act: async (invocation) => (await import('../../fleet/serve-worker.ts')).serveWorker(invocation),
};

import type { Style } from '../../../report/style.ts';
import type { TrailLine } from '../../../sandbox/trail/line.ts';
import type { CliCommand } from '../../command.ts';
import { styleOf } from '../../streams.ts';
import { SANDBOX_STATE } from '../../used-options.ts';
import { answerOffline } from '../../with-account.ts';

export const sandboxLogCommand: CliCommand = {
  name: 'sandbox log',
  does: 'every request to the embedded account: who asked for what, and why it was or was not given',
  uses: SANDBOX_STATE,
  options: [
    { key: 'follow', flags: '--follow', does: 'keep printing new requests, until Ctrl-C' },
    { key: 'denied', flags: '--denied', does: 'only what was refused, and the request that it was part of' },
  ],
  examples: [
    { type: 'kms-lab sandbox log --denied', does: 'every refusal, and its reason' },
    { type: 'kms-lab sandbox log --follow', does: 'beside a client at work' },
  ],
  async act(invocation) {
    const { options, streams, signal, given } = invocation;
    const [{ readTrail, followTrail }, { sandboxDirectory }, { trailText, isDeniedEntry }, { jsonText }] =
      await Promise.all([
        import('../../../sandbox/trail/read.ts'),
        import('../../start-sandbox.ts'),
        import('../../../report/trail.ts'),
        import('../../../report/visible.ts'),
      ]);
    const directory = sandboxDirectory(options);
    const wanted = (line: TrailLine): boolean => given.denied === undefined || isDeniedEntry(line);
    const record = (line: TrailLine) => ({ type: 'request', ...line });
    const told = (line: TrailLine, style: Style): string =>
      trailText(line, style, given.denied === undefined ? 'all' : 'denied');
    if (given.follow === undefined) {
      const lines = (await readTrail(directory)).filter(wanted);
      return answerOffline(invocation, {
        records: lines.map(record),
        text: (style) =>
          lines.length > 0 ? lines.map((line) => told(line, style)).join('\n') : 'No such request.',
      });
    }
    const style = styleOf(streams.stdout, streams, options.color);
    for await (const line of followTrail(directory, signal)) {
      if (options.summary || !wanted(line)) continue;
      streams.stdout.write(`${options.json ? jsonText(record(line)) : told(line, style)}\n`);
    }
    return answerOffline(invocation, { records: [], text: () => 'No longer following.' });
  },
};

import type { CliCommand } from '../command.ts';
import { bareSummary } from '../empty-summary.ts';
import { OUTPUT } from '../used-options.ts';

const FORMATS = ['text', 'md', 'junit'] as const;

export const conformanceCommand: CliCommand = {
  name: 'conformance',
  does: 'whether an endpoint that stands in for AWS decides about keys as AWS does',
  options: [
    {
      key: 'format',
      flags: '--format <name>',
      does: 'the form of the answer',
      choices: FORMATS,
      fallback: 'text',
    },
  ],
  uses: [
    'endpointUrl',
    { key: 'allowHttp', needs: 'endpointUrl' },
    { key: 'profile', needs: 'endpointUrl' },
    { key: 'region', needs: 'endpointUrl' },
    ...OUTPUT,
  ],
  examples: [
    { type: 'kms-lab conformance', does: 'asks a sandbox of its own' },
    {
      type: 'kms-lab conformance --endpoint-url http://127.0.0.1:5000',
      does: 'asks another endpoint; exit code 3 if an answer differs from AWS',
    },
  ],
  async act(invocation) {
    const { options, streams, signal, given } = invocation;
    const [{ endpointOf }, { runConformance }, { openScreen }, report] = await Promise.all([
      import('../conformance-endpoint.ts'),
      import('../../conformance/run-conformance.ts'),
      import('../hosts/open.ts'),
      import('../../report/conformance.ts'),
    ]);
    const { target, close } = await endpointOf(options);
    const result = await runConformance(target, signal).finally(close);
    const conforms = result.rows.every(({ status }) => status === 'conforms') && result.left.length === 0;
    const exitCode = conforms ? 0 : 3;
    const { conformanceText, conformanceMarkdown, conformanceJUnit } = report;
    const written = { md: conformanceMarkdown, junit: conformanceJUnit }[given.format ?? ''];
    const screen = await openScreen(options, streams);
    screen.answer(
      {
        records: result.rows.map((row) => ({ type: 'conformance', ...row })),
        text: (style) => (written ? written(result) : conformanceText(result, style)),
      },
      bareSummary(invocation, { exitCode }),
    );
    await screen.close();
    return exitCode;
  },
};

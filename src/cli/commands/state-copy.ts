import type { CliCommand } from '../command.ts';
import { OUTPUT } from '../used-options.ts';

export const stateCopyCommand: CliCommand = {
  name: 'state copy',
  does: 'copy the state of every account from a folder to S3, or back; never overwrites anything different',
  uses: ['region', 'allowHttp', 'stateProfile', 'stateEndpoint', ...OUTPUT],
  takes: [
    { name: 'from', does: 'a state directory, or s3://BUCKET/PREFIX' },
    { name: 'to', does: 'the same' },
  ],
  examples: [
    {
      type: 'kms-lab state copy ./mine s3://classes/november',
      does: 'what one machine knew is what every machine knows',
    },
    {
      type: 'kms-lab state copy s3://classes/november ./kept',
      does: 'keeps it after the bucket is gone',
    },
  ],
  act: async (invocation) => (await import('../copy-state.ts')).copyBetween(invocation),
};

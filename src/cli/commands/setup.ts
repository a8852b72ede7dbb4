import type { SetupWishes } from '../../contract/workshop.ts';
import type { CliCommand, Invocation } from '../command.ts';
import type { OptionRow } from '../options.ts';
import { ACCOUNT, GUARDS, NAMES } from '../used-options.ts';

export const MY_IP_OPTION: OptionRow = {
  key: 'myIp',
  flags: '--my-ip <address>',
  does: 'who may reach the web app, an address or a network; by default, your address according to checkip.amazonaws.com',
};

export const setupCommand: CliCommand = {
  name: 'setup',
  does: 'create what the page requires in an account, if it is missing',
  uses: [...ACCOUNT, ...GUARDS, 'yes'],
  options: [
    MY_IP_OPTION,
    {
      key: 'subnet',
      flags: '--subnet <id>',
      does: 'the subnet of the instance; by default, one of the default VPC',
    },
    {
      key: 'dryRun',
      flags: '--dry-run',
      does: 'only say what would be created; exit code 4 if that is anything',
      conflicts: ['yes'],
    },
    {
      key: 'cloudformation',
      flags: '--cloudformation',
      does: 'print a template that creates the same, and change nothing',
      onlyWith: NAMES,
    },
  ],
  examples: [
    { type: 'kms-lab setup --target aws --dry-run', does: 'what is missing in the account of your profile' },
    { type: 'kms-lab setup --target aws --account 111122223333 --yes', does: 'make it' },
    { type: 'kms-lab setup --cloudformation > workshop.json', does: 'for who prefers a template' },
  ],
  async act(invocation) {
    if (invocation.given.cloudformation !== undefined) return printTemplate(invocation);
    const [{ onWorkshop }, { planSetup, setup }] = await Promise.all([
      import('../with-setup.ts'),
      import('../../engine/setup.ts'),
    ]);
    return onWorkshop(invocation, wishesOf(invocation), {
      title: 'What setup would make',
      plan: planSetup,
      work: setup,
    });
  },
};

const wishesOf = ({ given: { myIp, subnet } }: Invocation): SetupWishes => ({
  from: myIp,
  subnetId: subnet,
  pendingDays: 30,
});

async function printTemplate({ options, streams }: Invocation) {
  const { template } = await import('../../aws/workshop/template.ts');
  streams.stdout.write(`${JSON.stringify(template(options.names), null, 2)}\n`);
  return 0 as const;
}

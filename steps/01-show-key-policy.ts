import { lookStep } from '../src/contract/step.ts';
import { keyPolicyShownByCli, keyPolicyShownInConsole } from './by-hand/key-policy.ts';

export default lookStep({
  id: 'show-key-policy',
  title: 'Look at the key policy that the key came with',
  section: 'Working with Key Policies',
  guide: {
    why:
      'A KMS key can be used only by the principals that its key policy lets in. The default policy names one ' +
      'principal, the account. That keeps the key manageable for as long as the account exists, and it ' +
      'delegates to IAM: from here on, IAM policies of the account decide who may use the key.',
    task: ({ names }) => `Read the key policy of ${names.key}: whom does it name, and what may they do?`,
    console: keyPolicyShownInConsole,
    cli: (here) => [{ shell: keyPolicyShownByCli(here) }],
  },
  async show(lab) {
    const policy = await lab.resources['key-policy'].read();
    return JSON.stringify(policy, null, 2);
  },
});

import { sh } from '../contract/suggestion.ts';
import { missingChange } from './difference.ts';
import type { Mistake } from './mistake.ts';

export default {
  id: 'security-group-closed',
  title: 'The web app runs, but its address does not respond',
  look(attempt) {
    const { url, knock, ingress } = attempt.elsewhere.webApp;
    if (missingChange(attempt, 'web-app') || !attempt.now['web-app'] || knock !== 'silent') return undefined;
    const { port } = attempt.now['web-app'];
    const [id = 'SECURITY_GROUP_ID'] = ingress?.groups ?? [];
    if (ingress?.open) {
      return {
        says: `The web app runs and ${ingress.groups.join(', ')} lets port ${port} in, but ${url} does not respond.`,
        do: 'Check that this is the public address of the instance, and that no VPN, network ACL or company network blocks it.',
      };
    }
    const whose = ingress
      ? `No rule of ${ingress.groups.join(', ')} lets port ${port} in.`
      : 'A closed security group looks like that. You may not read its rules.';
    return {
      says: `The web app runs, but ${url} does not respond. ${whose}`,
      do: `Add an inbound rule for your own address to the security group ${id}.`,
      next: [
        {
          shell: sh`aws ec2 authorize-security-group-ingress --group-id ${id} --protocol tcp --port ${port} --cidr $(curl -s https://checkip.amazonaws.com)/32`,
        },
      ],
    };
  },
} satisfies Mistake;

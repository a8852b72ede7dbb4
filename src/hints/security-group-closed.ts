import { missing } from './difference.ts';
import type { Mistake } from './mistake.ts';

export default {
  id: 'security-group-closed',
  title: 'The web app runs, but nothing gets through to it',
  look(attempt) {
    const { url, knock, ingress } = attempt.elsewhere.webApp;
    if (missing(attempt, 'web-app') || !attempt.now['web-app'] || knock !== 'silent') return undefined;
    const { port } = attempt.now['web-app'];
    const [id = 'SECURITY_GROUP_ID'] = ingress?.groups ?? [];
    if (ingress?.open) {
      return {
        says: `The web app runs and ${ingress.groups.join(', ')} lets port ${port} in, but ${url} does not answer at all: something on the way keeps silent.`,
        do: 'See that the address is the instance’s public one, and that a VPN, a network ACL or your company’s network does not block it.',
      };
    }
    const whose = ingress
      ? `No rule of ${ingress.groups.join(', ')} lets port ${port} in.`
      : 'That is what a closed security group looks like; its rules may not be read from here.';
    return {
      says: `The web app runs, but ${url} does not answer at all. ${whose}`,
      do: `Let your own address in, by an inbound rule of the security group ${id}.`,
      next: [
        {
          shell: `aws ec2 authorize-security-group-ingress --group-id ${id} --protocol tcp --port ${port} --cidr $(curl -s https://checkip.amazonaws.com)/32`,
        },
      ],
    };
  },
} satisfies Mistake;

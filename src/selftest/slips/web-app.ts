import type { Facts } from '../../contract/facts.ts';
import { UNSEEN_KEY } from '../../contract/resource.ts';
import { WEB_APP } from '../../contract/web-app-program.ts';
import { account, OTHER_KEY, type Slip, start, strip } from './slip.ts';

/** The web app is not started, or not as on the page. */
export const webApp = (facts: Facts): readonly Slip[] => {
  const { key } = facts;
  return [
    {
      slip: 'the web app not started',
      ...start,
      now: () => ({ 'web-app': undefined }),
      hint: 'web-app-not-started',
      mentions: [facts.instance.id, key.id, `${WEB_APP.program} ${WEB_APP.port}`],
    },
    {
      slip: 'the web app stopped in a later step',
      ...account,
      now: () => ({ 'web-app': undefined }),
      hint: 'web-app-not-started',
      mentions: [facts.instance.id],
    },
    {
      slip: 'the web app at another port',
      ...start,
      now: () => ({ 'web-app': { keyId: key.id, port: 8000 } }),
      hint: 'web-app-wrong-port',
      mentions: ['8000', '80'],
    },
    {
      slip: 'the key id typed at the prompt',
      ...start,
      now: () => ({ 'web-app': { keyId: UNSEEN_KEY, port: WEB_APP.port } }),
      hint: 'web-app-key-unseen',
      mentions: [key.id, WEB_APP.keyFile],
    },
    {
      slip: 'another key’s id',
      ...start,
      now: () => ({ 'web-app': { keyId: OTHER_KEY, port: WEB_APP.port } }),
      elsewhere: { keys: [{ id: OTHER_KEY, arn: 'arn:other', aliases: ['alias/Other'] }] },
      hint: 'web-app-wrong-key',
      mentions: [OTHER_KEY, 'alias/Other', key.id],
    },
    {
      slip: 'the alias for the key id',
      ...start,
      now: () => ({ 'web-app': { keyId: key.alias, port: WEB_APP.port } }),
      hint: 'web-app-wrong-key',
      mentions: [key.alias, 'not the key id', key.id],
    },
    {
      slip: 'a key id with a slip in it',
      ...start,
      now: () => ({ 'web-app': { keyId: '1b2c3d4e', port: WEB_APP.port } }),
      hint: 'web-app-wrong-key',
      mentions: ['1b2c3d4e', 'not a key of this account'],
    },
    {
      slip: 'the web app started a step early',
      ...strip,
      now: () => ({ 'web-app': { keyId: key.id, port: WEB_APP.port } }),
      hint: 'differs',
      mentions: ['web app', 'a later step starts it', 'pkill'],
    },
    {
      slip: 'the security group closed',
      ...start,
      blind: 'Nothing answers at http://203.0.113.10: timeout.',
      elsewhere: {
        webApp: {
          url: 'http://203.0.113.10',
          knock: 'silent',
          ingress: { groups: ['sg-0123456789abcdef0'], open: false },
        },
      },
      hint: 'security-group-closed',
      mentions: ['sg-0123456789abcdef0', 'port 80', 'authorize-security-group-ingress'],
    },
    {
      slip: 'no answer, and the security group may not be read',
      ...start,
      blind: 'Nothing answers at http://203.0.113.10: timeout.',
      elsewhere: { webApp: { url: 'http://203.0.113.10', knock: 'silent' } },
      hint: 'security-group-closed',
      mentions: ['may not read its rules', 'http://203.0.113.10'],
    },
    {
      slip: 'no answer, though the security group is open',
      ...start,
      blind: 'Nothing answers at http://203.0.113.10: timeout.',
      elsewhere: {
        webApp: { url: 'http://203.0.113.10', knock: 'silent', ingress: { groups: ['sg-1'], open: true } },
      },
      hint: 'security-group-closed',
      mentions: ['sg-1 lets port 80 in', 'VPN'],
    },
    {
      slip: 'the connection refused',
      ...start,
      blind: 'Nothing answers at http://203.0.113.10: connect ECONNREFUSED.',
      elsewhere: { webApp: { url: 'http://203.0.113.10', knock: 'refused' } },
      hint: 'web-app-refuses',
      mentions: ['http://203.0.113.10', 'refused'],
    },
  ];
};

import type { IngressRule } from '../../../src/sandbox/world.ts';
import { unmanage } from '../../sandbox/unmanage.ts';
import { type Opened, ROLE } from '../opened.ts';
import { as, type Case, inDays, operatorMayNot, testCases } from './cases.ts';
import type { Setting } from './examined.ts';

/** A name that leads nowhere (RFC 6761). */
const SILENT = 'http://web-app.invalid';

const THE_INSTANCE: readonly Case[] = [
  { of: 'instance', when: 'it runs', state: 'fine', found: /^i-\w+, found as KMSWorkshop-Instance$/ },
  {
    of: 'instance',
    when: 'it is stopped',
    world: ({ instance }) => Object.assign(instance, { state: 'stopped' }),
    state: 'broken',
    found: /^The instance i-\w+ is stopped\.$/,
    remedy: /^aws ec2 start-instances --instance-ids i-\w+$/,
  },
  {
    of: 'instance',
    when: 'there is none',
    world: ({ home }) => Object.assign(home, { instances: {} }),
    state: 'broken',
    found: /There is no instance "KMSWorkshop-Instance"/,
    remedy: /--instance NAME.*kms-lab setup/,
    missing: true,
  },
  {
    of: 'instance',
    when: 'a stopped one of the name is beside the one that runs',
    world: (opened) => Object.assign(another(opened), { state: 'stopped' }),
    state: 'fine',
    found: /^i-0a1b2c3d4e5f60718,/,
  },
  {
    of: 'instance',
    when: 'two run',
    world: another,
    state: 'broken',
    found: /There are 2 running instances with the name "KMSWorkshop-Instance": i-\w+, i-\w+/,
    remedy: /--instance i-\w+/,
  },
  {
    of: 'instance',
    when: 'two are stopped',
    world: (opened) => {
      Object.assign(another(opened), { state: 'stopped' });
      opened.instance.state = 'stopped';
    },
    state: 'broken',
    found: /2 stopped instances with the name "KMSWorkshop-Instance": i-\w+, i-\w+/,
    remedy: /start-instances/,
  },
  { of: 'instance-role', when: 'it is the lab’s', state: 'fine', found: /^KMSWorkshop-InstanceInitRole$/ },
  {
    of: 'instance-role',
    when: 'it has none',
    world: ({ instance }) => delete instance.instanceProfile,
    state: 'broken',
    found: /has no role/,
    remedy: /aws ec2 associate-iam-instance-profile/,
  },
  {
    of: 'instance-role',
    when: 'it is another',
    world: ({ home }) => {
      home.roles.Other = { ...home.roles[ROLE]!, name: 'Other' };
      home.instanceProfiles[ROLE]!.roles = ['Other'];
    },
    state: 'broken',
    found: /acts as the role "Other"/,
    remedy: /--role NAME/,
  },
  { of: 'systems-manager', when: 'it is managed', state: 'fine', found: /its agent is online/ },
  {
    of: 'systems-manager',
    when: 'it is not managed',
    world: ({ home }) => unmanage(home),
    state: 'warning',
    found: /is not managed by Systems Manager: .* by hand/,
    remedy: /AmazonSSMManagedInstanceCore/,
  },
  {
    of: 'systems-manager',
    when: 'the operator may not ask',
    world: operatorMayNot('ssm:*'),
    state: 'warning',
    found: /operator may not run commands/,
    remedy: /denies ssm:\w+ explicitly, and no Allow can lift that/,
  },
  { of: 'software', when: 'all is there', state: 'fine', found: /the web app’s file, and python3 to run it/ },
  {
    of: 'software',
    when: 'the web app is not there',
    world: ({ instance }) => Object.assign(instance, { software: { programs: ['python3'] }, files: {} }),
    state: 'broken',
    found: /There is no \S+WebAppEncSSE\.py on the instance/,
    remedy: /--instance NAME/,
  },
  {
    of: 'software',
    when: 'its interpreter is not there',
    world: ({ instance }) =>
      Object.assign(instance, { software: { app: 'import boto3', programs: ['python3'] }, files: {} }),
    state: 'broken',
    found: /needs python2, which is not there: it has python3/,
    remedy: /yum install python2/,
  },
  {
    of: 'software',
    when: 'Systems Manager does not reach it',
    world: ({ home }) => unmanage(home),
    state: 'unknown',
    found: /needs Systems Manager/,
  },
  { of: 'address', when: 'it was named', state: 'fine', found: /^http:\/\/127\.0\.0\.1:\d+$/ },
  {
    of: 'address',
    when: 'it is the instance’s',
    setting: withoutUrl,
    state: 'fine',
    world: ({ instance }) => {
      instance.publicIp = '54.1.2.3';
    },
    found: /^http:\/\/54\.1\.2\.3, the instance’s public address$/,
  },
  {
    of: 'address',
    when: 'there is none',
    setting: withoutUrl,
    world: ({ instance }) => delete instance.publicIp,
    state: 'broken',
    found: /has no public IP address/,
    remedy: /--web-app-url URL/,
  },
  {
    of: 'address',
    when: 'it is one of documentation',
    setting: withoutUrl,
    state: 'broken',
    found: /203\.0\.113\.10, which is an address reserved for documentation/,
    remedy: /--web-app-url URL/,
  },
  { of: 'port', when: 'it is open', state: 'fine', found: /^\d+ is open to you$/ },
  {
    of: 'port',
    when: 'no security group lets it in',
    setting: (opened) => as(opened, { webAppUrl: SILENT }),
    world: (opened) => guardedBy(opened, []),
    state: 'broken',
    found: /^80 is closed: no security group of the instance \(sg-0+1\) lets it in$/,
    remedy: /authorize-security-group-ingress --group-id sg-0+1 --protocol tcp --port 80 --cidr/,
  },
  {
    of: 'port',
    when: 'a security group lets somebody in',
    setting: (opened) => as(opened, { webAppUrl: SILENT }),
    world: (opened) =>
      guardedBy(opened, [
        { id: 'sgr-1', protocol: 'tcp', fromPort: 80, toPort: 80, cidr: '198.51.100.0/24' },
      ]),
    state: 'broken',
    found: /does not respond on port 80, though a security group lets the port in/,
    remedy: /allows your address/,
  },
  { of: 'web-app', when: 'it was not started', state: 'fine', found: /not started; the lab starts it/ },
  {
    of: 'web-app',
    when: 'it runs with the key',
    world: (opened) => running(opened, opened.key.id),
    state: 'fine',
    found: /^it runs$/,
  },
  {
    of: 'web-app',
    when: 'it runs with another key',
    world: (opened) => running(opened, 'another-key'),
    state: 'warning',
    found: /it runs with the key another-key/,
    remedy: /kms-lab run/,
  },
  {
    of: 'web-app',
    when: 'somebody started it',
    world: (opened) => running(opened),
    state: 'warning',
    found: /it runs, started by hand/,
    remedy: /kms-lab run/,
  },
  {
    of: 'web-app',
    when: 'nobody can start it',
    world: ({ home }) => unmanage(home),
    state: 'broken',
    found: /the lab cannot start it without Systems Manager/,
    remedy: /at a terminal, kms-lab run/,
  },
];

/** A second instance of the same name. */
function another({ home, instance }: Opened) {
  const second = { ...instance, id: 'i-00000000000000002' };
  home.instances[second.id] = second;
  return second;
}

/** The lab leaves the key that it typed in a file. */
function running({ instance, key }: Opened, typed?: string): void {
  instance.webApp = { keyId: typed ?? key.id, port: 80, started: inDays(0) };
  if (typed) instance.files['WebAppEncSSE.key'] = Buffer.from(`${typed}\n`).toString('base64');
}

function withoutUrl(opened: Opened): Partial<Setting> {
  const { webAppUrl: _, ...target } = opened.target;
  return { target };
}

function guardedBy({ home, instance }: Opened, ingress: IngressRule[]): void {
  instance.securityGroups = [{ id: 'sg-00000000000000001', name: 'web' }];
  home.securityGroups = {
    'sg-00000000000000001': { id: 'sg-00000000000000001', name: 'web', vpcId: instance.vpcId, ingress },
  };
}

testCases(THE_INSTANCE);

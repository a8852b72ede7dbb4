import { UNSEEN_KEY } from '../../contract/resource.ts';
import { sh } from '../../contract/suggestion.ts';
import { doorOf } from '../around/misplaced-edits.ts';
import { requireVisitable } from '../find/address.ts';
import { ifFound, required } from '../find/found.ts';
import { requireRole, whyNotRunning } from '../find/instance.ts';
import { interpreterOf } from '../web-app/commands.ts';
import { addressIn, knock } from '../web-app/knock.ts';
import { unreachable } from '../web-app/ssm-status.ts';
import type { DoctorContext } from './context.ts';
import { broken, type Examination, fine, unknown, warning } from './examination.ts';

const instance: Examination = {
  id: 'instance',
  topic: 'instance',
  title: 'instance',
  needs: ['account', 'identity'],
  setUp: true,
  async look(context) {
    const one = await required(context.instance());
    const halt = whyNotRunning(one);
    if (halt) return broken(halt.message, halt.hint, halt.next);
    return fine(`${one.InstanceId}, found as ${context.names.instanceName}`);
  },
};

const role: Examination = {
  id: 'instance-role',
  topic: 'instance',
  title: 'instance role',
  needs: ['instance', 'role'],
  async look(context) {
    const { name } = await required(context.role());
    await requireRole(context.clients, await required(context.instance()), name);
    return fine(name);
  },
};

const ssm: Examination = {
  id: 'systems-manager',
  topic: 'instance',
  title: 'Systems Manager',
  needs: ['instance'],
  async look(context) {
    const [reach, { InstanceId = '' }] = await Promise.all([context.reach(), required(context.instance())]);
    if (reach.kind === 'online') return fine('its agent is online');
    const { message, hint } = unreachable(InstanceId, reach);
    return warning(`${message} The web app then has to be started and stopped by hand.`, hint);
  },
};

const software: Examination = {
  id: 'software',
  topic: 'instance',
  title: 'software',
  needs: ['instance', 'systems-manager'],
  async look(context) {
    const { kind } = await context.reach();
    if (kind !== 'online') return unknown('needs Systems Manager, to look on the instance');
    const [{ InstanceId = '' }, inspection] = await Promise.all([
      required(context.instance()),
      context.inspection(),
    ]);
    return fine(`the web app’s file, and ${interpreterOf(InstanceId, inspection)} to run it`);
  },
};

const address: Examination = {
  id: 'address',
  topic: 'instance',
  title: 'address',
  needs: ['instance'],
  look: async (context) =>
    fine(
      `${requireVisitable(await required(context.webAppUrl()))}${context.target.webAppUrl ? '' : ', the instance’s public address'}`,
    ),
};

const port: Examination = {
  id: 'port',
  topic: 'instance',
  title: 'port',
  needs: ['address'],
  async look(context) {
    const url = await required(context.webAppUrl());
    const { InstanceId: id = '' } = await required(context.instance());
    const { host, port } = addressIn(url);
    const door = await doorOf(context.clients, { instance: { id } }, url);
    if (door.knock !== 'silent') return fine(`${port} is open to you`);
    const [group] = door.ingress?.groups ?? [];
    if (door.ingress && !door.ingress.open && group) {
      return broken(
        `${port} is closed: no security group of the instance (${door.ingress.groups.join(', ')}) lets it in`,
        sh`aws ec2 authorize-security-group-ingress --group-id ${group} --protocol tcp --port ${port} --cidr $(curl -s https://checkip.amazonaws.com)/32`,
      );
    }
    return broken(
      `${host} does not respond on port ${port}${door.ingress ? ', though a security group lets the port in' : ''}`,
      `check that the security group allows your address, and that no firewall or proxy blocks it; or --web-app-url URL`,
    );
  },
};

const webApp: Examination = {
  id: 'web-app',
  topic: 'instance',
  title: 'web app',
  needs: ['port'],
  async look(context) {
    const reach = await context.reach();
    return reach.kind === 'online' ? seenOnInstance(context) : seenFromOutside(context);
  },
};

async function seenOnInstance(context: DoctorContext) {
  const [{ running }, key] = await Promise.all([context.inspection(), ifFound(context.key())]);
  if (!running) return fine('not started; the lab starts it');
  const { port } = addressIn(await required(context.webAppUrl()));
  if (context.target.webAppUrl === undefined && running.port !== port) {
    return warning(
      `it runs at port ${running.port}, and is looked for at ${port}`,
      'kms-lab run starts it again',
    );
  }
  if (running.keyId === UNSEEN_KEY) {
    return warning(
      'it runs, started by hand; kms-lab cannot see with which key',
      'kms-lab run starts it again',
    );
  }
  if (key !== undefined && running.keyId !== key.fact.id) {
    return warning(`it runs with the key ${running.keyId}`, 'kms-lab run starts it again');
  }
  return fine('it runs');
}

async function seenFromOutside(context: DoctorContext) {
  const url = await required(context.webAppUrl());
  if ((await knock(url)) === 'answers') return fine(`something answers at ${url}`);
  return broken(
    `it does not run, and the lab cannot start it without Systems Manager`,
    `at a terminal, kms-lab run says what to type on the instance, and waits; or open Systems Manager to it, as above`,
  );
}

export const INSTANCE: readonly Examination[] = [instance, role, ssm, software, address, port, webApp];

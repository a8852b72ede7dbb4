import { LabError } from '../../contract/errors.ts';
import { UNSEEN_KEY } from '../../contract/resource.ts';
import { doorOf } from '../around/misplaced-edits.ts';
import { requireRole } from '../discover.ts';
import { interpreterOf } from '../web-app/commands.ts';
import { addressIn, knock } from '../web-app/knock.ts';
import { unreachable } from '../web-app/ssm-status.ts';
import { broken, type Examination, fine, unknown, warning } from './examination.ts';
import type { Patient } from './patient.ts';

const instance: Examination = {
  id: 'instance',
  topic: 'instance',
  title: 'instance',
  needs: ['account', 'identity'],
  setUp: true,
  async look(patient) {
    const { InstanceId = '', State } = await patient.instance();
    const found = `${InstanceId}, by its name ${patient.names.instanceName}`;
    if (State?.Name === 'running') return fine(found);
    return State?.Name === 'pending'
      ? broken(`${found}: it is starting`, 'wait a minute, then kms-lab doctor')
      : broken(`${found}: it is ${State?.Name}`, `aws ec2 start-instances --instance-ids ${InstanceId}`);
  },
};

const role: Examination = {
  id: 'instance-role',
  topic: 'instance',
  title: 'instance role',
  needs: ['instance', 'role'],
  async look(patient) {
    const roleName = await patient.roleName();
    await requireRole(patient.clients.iam, await patient.instance(), roleName);
    return fine(roleName);
  },
};

const ssm: Examination = {
  id: 'systems-manager',
  topic: 'instance',
  title: 'Systems Manager',
  needs: ['instance'],
  async look(patient) {
    const [reach, { InstanceId = '' }] = await Promise.all([patient.reach(), patient.instance()]);
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
  async look(patient) {
    const { kind } = await patient.reach();
    if (kind !== 'online') return unknown('needs Systems Manager, to look on the instance');
    const [{ InstanceId = '' }, inspection] = await Promise.all([patient.instance(), patient.inspection()]);
    return fine(`the web app’s file, and ${interpreterOf(InstanceId, inspection)} to run it`);
  },
};

const address: Examination = {
  id: 'address',
  topic: 'instance',
  title: 'address',
  needs: ['instance'],
  look: async (patient) =>
    fine(`${await patient.webAppUrl()}${patient.target.webAppUrl ? '' : ', the instance’s public address'}`),
};

const port: Examination = {
  id: 'port',
  topic: 'instance',
  title: 'port',
  needs: ['address'],
  async look(patient) {
    const url = await patient.webAppUrl();
    const { InstanceId: id = '' } = await patient.instance();
    const { host, port } = addressIn(url);
    const door = await doorOf(patient.clients, { instance: { id } }, url);
    if (door.knock !== 'silent') return fine(`${port} is open to you`);
    const [group] = door.ingress?.groups ?? [];
    if (door.ingress && !door.ingress.open && group) {
      return broken(
        `${port} is closed: no security group of the instance (${door.ingress.groups.join(', ')}) lets it in`,
        `aws ec2 authorize-security-group-ingress --group-id ${group} --protocol tcp --port ${port} --cidr $(curl -s https://checkip.amazonaws.com)/32`,
      );
    }
    return broken(
      `${host} keeps silent at ${port}${door.ingress ? ', though a security group lets the port in' : ''}`,
      `see whether the security group lets in your address, not only another, and whether a firewall or a proxy stands between; or --web-app-url URL`,
    );
  },
};

const webApp: Examination = {
  id: 'web-app',
  topic: 'instance',
  title: 'web app',
  needs: ['port'],
  async look(patient) {
    const reach = await patient.reach();
    return reach.kind === 'online' ? seenOnInstance(patient) : seenFromOutside(patient);
  },
};

async function seenOnInstance(patient: Patient) {
  const [{ running }, key] = await Promise.all([patient.inspection(), keyIdOf(patient)]);
  if (!running) return fine('not started; the lab starts it');
  const { port } = addressIn(await patient.webAppUrl());
  if (patient.target.webAppUrl === undefined && running.port !== port) {
    return warning(
      `it runs at port ${running.port}, and is looked for at ${port}`,
      'kms-lab run starts it anew',
    );
  }
  if (running.keyId === UNSEEN_KEY) {
    return warning(
      'it runs, started by hand: with which key is not to be seen',
      'kms-lab run starts it anew',
    );
  }
  if (key !== undefined && running.keyId !== key) {
    return warning(`it runs with the key ${running.keyId}`, 'kms-lab run starts it anew');
  }
  return fine('it runs');
}

/** The key's absence is the key's examination to tell. */
async function keyIdOf(patient: Patient): Promise<string | undefined> {
  try {
    return (await patient.key()).id;
  } catch (error) {
    if (error instanceof LabError) return undefined;
    throw error;
  }
}

async function seenFromOutside(patient: Patient) {
  const url = await patient.webAppUrl();
  if ((await knock(url)) === 'answers') return fine(`something answers at ${url}`);
  return broken(
    `it does not run, and the lab cannot start it without Systems Manager`,
    `at a terminal, kms-lab run says what to type on the instance, and waits; or open Systems Manager to it, as above`,
  );
}

export const INSTANCE: readonly Examination[] = [instance, role, ssm, software, address, port, webApp];

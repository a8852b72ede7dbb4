import { ListAccountAliasesCommand } from '@aws-sdk/client-iam';
import { LabError } from '../../contract/errors.ts';
import { ifAllowed } from '../client/failure.ts';
import { objectionsTo } from '../client/guards.ts';
import type { OperatorIdentity } from '../client/operator.ts';
import { renewing, sourceWords } from '../client/sign-in-failure.ts';
import type { DoctorContext } from './context.ts';
import { broken, type Examination, fine, unknown, warning } from './examination.ts';

/** Seconds. A run takes minutes, and fails if credentials expire in the middle. */
const LONG_ENOUGH = 30 * 60;
/**
 * Seconds. From four minutes on, the SDK takes every error for a clock error and sends each call three times; AWS
 * itself refuses a signature that is five minutes off.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
 */
const SKEW = { warning: 60, broken: 240 } as const;

const region: Examination = {
  id: 'region',
  topic: 'identity',
  title: 'region',
  look: async (context) => fine(await context.region()),
};

const credentials: Examination = {
  id: 'credentials',
  topic: 'identity',
  title: 'credentials',
  needs: ['region'],
  async look(context) {
    try {
      await context.operator();
    } catch (error) {
      if (!(error instanceof LabError) || error.code !== 'ERR_CREDENTIALS') throw error;
      const why = error.cause instanceof Error ? error.cause.message : '';
      const said = error.message.includes(why) ? error.message : `${error.message} ${why}`;
      return broken(said, error.hint, error.next);
    }
    const signedIn = await context.clients.sts.config.credentials();
    const source = context.clients.source();
    const from = source === undefined ? 'of an unknown source' : sourceWords(source);
    if (!signedIn.sessionToken) return fine(`a long-term access key, ${from}`);
    const { expiration } = signedIn;
    const temporary = `temporary credentials, ${from}`;
    if (!expiration) return fine(`${temporary}; nothing says how long they last`);
    const left = Math.round((expiration.getTime() - context.now().getTime()) / 1000);
    const end = expiration.toISOString();
    const renew = ['renew them before a run, as you got them', renewing(source)] as const;
    if (left <= 0) return broken(`${temporary}; they ended at ${end}`, ...renew);
    const found = `${temporary}; they end in ${spell(left)}, at ${end}`;
    return left >= LONG_ENOUGH ? fine(found) : warning(found, ...renew);
  },
};

const clock: Examination = {
  id: 'clock',
  topic: 'identity',
  title: 'clock',
  needs: ['region'],
  async look(context) {
    // A refusal includes the time as well, and may be due to the clock alone; the examination of the credentials
    // reports it.
    await context.operator().catch(() => undefined);
    const time = context.serverTime();
    if (!time) return unknown('STS gave no time', 'see whether its endpoint can be reached from here');
    // The header has no fractions of a second.
    const skew = Math.round((time.local.getTime() - time.server.getTime()) / 1000);
    const off = Math.abs(skew);
    if (off < SKEW.warning) return fine(off <= 1 ? 'as AWS’s' : `${off} s off AWS’s`);
    const found = `${spell(off)} ${skew > 0 ? 'ahead of' : 'behind'} AWS’s`;
    const remedy = 'set this machine’s clock: sudo timedatectl set-ntp true, or restart what keeps its time';
    return off < SKEW.broken
      ? warning(`${found}; signatures are refused from 5 minutes on`, remedy)
      : broken(`${found}: requests are refused, or sent again and again`, remedy);
  },
};

const identity: Examination = {
  id: 'identity',
  topic: 'identity',
  title: 'identity',
  needs: ['credentials'],
  async look(context) {
    const operator = await context.operator();
    if (operator.kind === 'federated-user') {
      // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
      return broken(
        `${operator.arn} is a federated user, and IAM answers none`,
        'use a profile of a user or of a role',
      );
    }
    return fine(`${operator.arn} (${KINDS[operator.kind]})`);
  },
};

const KINDS: { readonly [kind in OperatorIdentity['kind']]: string } = {
  root: 'the account root',
  user: 'a user',
  'role-session': 'a session of a role',
  'federated-user': 'a federated user',
};

const account: Examination = {
  id: 'account',
  topic: 'identity',
  title: 'account',
  needs: ['credentials'],
  async look(context) {
    const { accountId } = await context.operator();
    const { expectedAccount, target } = context;
    if (expectedAccount !== undefined && expectedAccount !== accountId) {
      return broken(
        `${accountId}, and the command names ${expectedAccount}`,
        `use a profile of ${expectedAccount}, or --account ${accountId}`,
      );
    }
    if (target.name === 'sandbox') return fine(`${accountId}, embedded`);
    const called = await aliasOf(context);
    return expectedAccount
      ? fine(`${accountId}${called}, as the command names it`)
      : fine(
          `${accountId}${called}; commands that change the account require --account`,
          `kms-lab run --account ${accountId}`,
        );
  },
};

async function aliasOf({ clients: { iam } }: DoctorContext): Promise<string> {
  // If it may not be read, the guard that needs it as well says what remains unknown.
  const listed = await ifAllowed(iam.send(new ListAccountAliasesCommand({})));
  const [alias] = listed?.AccountAliases ?? [];
  return alias ? ` (${alias})` : '';
}

const guards: Examination = {
  id: 'guards',
  topic: 'identity',
  title: 'guards',
  needs: ['identity'],
  async look({ clients, operator, leave, target }) {
    const scene = { clients, operator: await operator(), leave };
    const objections = await objectionsTo(scene, { real: target.name === 'aws' });
    if (objections.length === 0) return fine('nothing prevents changing this account');
    const said = objections.map(({ error }) => error.message).join(' ');
    return warning(said, objections.map(({ error }) => error.hint).join('; '));
  },
};

const memory: Examination = {
  id: 'memory',
  topic: 'identity',
  title: 'lab’s memory',
  needs: ['credentials'],
  async look(context) {
    const { baseline } = await context.memory();
    return fine(baseline ? 'a baseline of this account is kept' : 'nothing was run on this account yet');
  },
};

export const IDENTITY: readonly Examination[] = [
  region,
  credentials,
  clock,
  identity,
  account,
  guards,
  memory,
];

/** `45 s`, `12 min`, `7 h`, `3 days` */
export function spell(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 2 * 3600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

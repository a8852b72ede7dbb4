import { type ExitCode, LabError } from '../../../contract/errors.ts';
import type { Quarantine } from '../../../fleet/quarantine.ts';
import type { CliCommand, Invocation } from '../../command.ts';
import { OUTPUT } from '../../used-options.ts';
import { answerOffline } from '../../with-account.ts';

const ACCOUNT_FORM = /^\d{12}$/;
const BY_HAND = 'put there by hand';

export const fleetQuarantine: CliCommand = {
  name: 'fleet quarantine',
  does: 'the accounts that fleets leave alone: list them, add one, or lift it',
  uses: ['stateDir', ...OUTPUT],
  takes: [
    { name: 'action', does: 'list if none is named', optional: true, choices: ['list', 'add', 'lift'] },
    { name: 'id', does: 'for add and lift: the twelve digits of the account', optional: true },
  ],
  options: [
    { key: 'why', flags: '--why <text>', does: 'for add: what was seen there' },
    { key: 'all', flags: '--all', does: 'for lift: every account that is in quarantine', conflicts: ['why'] },
  ],
  examples: [
    { type: 'kms-lab fleet quarantine list', does: 'since when, and what was seen there' },
    { type: 'kms-lab fleet quarantine add 222200000002 --why repair', does: 'until it is lifted' },
    { type: 'kms-lab fleet quarantine lift --all', does: 'then: kms-lab fleet resume' },
  ],
  async act(invocation) {
    const { action = 'list' } = invocation.given;
    const { fleetsFolder } = await import('../../../fleet/fleet-folder.ts');
    const folder = fleetsFolder(invocation.options.stateDir);
    if (action === 'add') await add(invocation, folder);
    if (action === 'lift') await lift(invocation, folder);
    const { readQuarantine } = await import('../../../fleet/quarantine.ts');
    return show(invocation, await readQuarantine(folder));
  },
};

async function add({ given }: Invocation, folder: string): Promise<void> {
  const account = requireAccount(given.id);
  const { addToQuarantine } = await import('../../../fleet/quarantine.ts');
  const since = new Date().toISOString();
  await addToQuarantine(folder, { [account]: { since, cause: 'by hand', detail: given.why ?? BY_HAND } });
}

async function lift({ given: { id, all } }: Invocation, folder: string): Promise<void> {
  const { liftFromQuarantine, readQuarantine } = await import('../../../fleet/quarantine.ts');
  const known = Object.keys(await readQuarantine(folder));
  const wanted = all === undefined ? [requireAccount(id)] : known;
  const unknown = wanted.find((one) => !known.includes(one));
  if (unknown !== undefined) {
    throw new LabError('ERR_UNKNOWN_NAME', `Account ${unknown} is not in quarantine.`, {
      next: [{ run: ['fleet', 'quarantine', 'list'], why: 'shows the accounts that are' }],
    });
  }
  await liftFromQuarantine(folder, wanted);
}

/** Throws `ERR_USAGE`. */
function requireAccount(account: string | undefined): string {
  if (account !== undefined && ACCOUNT_FORM.test(account)) return account;
  const what =
    account === undefined ? 'No account is named.' : `“${account}” is not the twelve digits of an account.`;
  throw new LabError('ERR_USAGE', what, {
    next: [{ run: ['fleet', 'quarantine', 'list'], why: 'shows the accounts in quarantine' }],
  });
}

const show = (invocation: Invocation, quarantine: Quarantine): Promise<ExitCode> => {
  const rows = Object.entries(quarantine);
  return answerOffline(invocation, {
    records: rows.map(([account, entry]) => ({ type: 'fleet-quarantined', account, ...entry })),
    text: () =>
      rows.length === 0
        ? 'No account is in quarantine.'
        : rows
            .map(
              ([account, { since, cause, detail }]) =>
                `${account}  since ${since.slice(0, 10)}  ${cause}: ${detail}`,
            )
            .join('\n'),
  });
};

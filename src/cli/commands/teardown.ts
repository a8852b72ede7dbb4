import { LabError } from '../../contract/errors.ts';
import type { Keep } from '../../engine/teardown.ts';
import type { CliCommand } from '../command.ts';
import { ACCOUNT, GUARDS } from '../used-options.ts';

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html */
const DAYS = { least: 7, most: 30 };

export const teardownCommand: CliCommand = {
  name: 'teardown',
  does: 'remove what setup created, and nothing else',
  uses: [...ACCOUNT, ...GUARDS, 'yes'],
  options: [
    {
      key: 'deleteKey',
      flags: '--delete-key [key-id]',
      does: 'schedule the key’s deletion as well; its id has to be typed, here or when asked',
    },
    {
      key: 'pendingDays',
      flags: '--pending-days <number>',
      does: `how many days KMS waits before it deletes the key, ${DAYS.least} to ${DAYS.most}`,
      fallback: String(DAYS.most),
      needs: 'deleteKey',
    },
    {
      key: 'dryRun',
      flags: '--dry-run',
      does: 'only say what would be removed; exit code 4 if that is anything',
      conflicts: ['yes'],
    },
  ],
  examples: [
    { type: 'kms-lab teardown --target aws --dry-run', does: 'what would go, and what would stay' },
    { type: 'kms-lab teardown --delete-key KEY_ID', does: 'the key as well, in 30 days' },
  ],
  async act(invocation) {
    const { given } = invocation;
    const pendingDays = daysOf(given.pendingDays);
    const [{ onWorkshop }, { planTeardown, teardown }] = await Promise.all([
      import('../with-setup.ts'),
      import('../../engine/teardown.ts'),
    ]);
    const keep: Keep = (part, { id }) =>
      part.id === 'key' && given.deleteKey === undefined
        ? {
            note: 'it is deleted only when asked for',
            next: [{ run: ['teardown', '--delete-key', id], why: 'schedules its deletion' }],
          }
        : undefined;
    return onWorkshop(
      invocation,
      { pendingDays },
      {
        title: 'What teardown would remove',
        undoes: true,
        plan: (session) => planTeardown(session, keep),
        settle: async (session) => (await import('../delete-key.ts')).agreeToDeletion(invocation, session),
        work: (session) => teardown(session, keep),
      },
    );
  },
};

function daysOf(text = String(DAYS.most)): number {
  const days = Number(text);
  if (/^\d+$/.test(text) && days >= DAYS.least && days <= DAYS.most) return days;
  throw new LabError(
    'ERR_USAGE',
    `--pending-days is “${text}”, and not a number from ${DAYS.least} to ${DAYS.most}.`,
    { hint: `--pending-days ${DAYS.most}` },
  );
}

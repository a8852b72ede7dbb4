import type { CliCommand } from '../command.ts';
import { PAGE_OPTIONS } from '../page-options.ts';
import { GUARDS } from '../used-options.ts';
import { ROOM_OPTIONS, ROOM_USES } from './fleet/options.ts';

export const boardCommand: CliCommand = {
  name: 'board',
  does: 'show a room of accounts in a browser: who needs help most, at which step, and why',
  uses: [...ROOM_USES.filter((key) => key !== 'json' && key !== 'summary' && key !== 'quiet'), ...GUARDS],
  options: [
    ...ROOM_OPTIONS.filter(({ key }) => key !== 'queue' && key !== 'expect'),
    {
      key: 'every',
      flags: '--every <seconds>',
      does: 'how often each account is read',
      fallback: '30',
      form: { pattern: /^([5-9]|[1-9]\d{1,3})$/, is: 'a number of seconds from 5 to 9999' },
    },
    {
      key: 'keep',
      flags: '--keep <file>',
      does: 'keep in this file when each account was at which step, and go on with it: otherwise nothing is kept',
    },
    {
      key: 'seatLinks',
      flags: '--seat-links <file>',
      does: 'write a link for each seat to this CSV file, which only you may read: with it, `step --room` reports to the board',
    },
    ...PAGE_OPTIONS,
  ],
  examples: [
    { type: 'kms-lab board --accounts sandbox', does: 'all accounts of the sandbox' },
    {
      type: 'kms-lab board --accounts sandbox --seat-links seats.csv',
      does: 'with a link for each seat, by which its walk reports and raises a hand',
    },
    {
      type: 'kms-lab board --accounts room.csv --target aws --every 60',
      does: 'real accounts, once a minute',
    },
  ],
  act: async (invocation) => (await import('../board/open-board.ts')).openBoard(invocation),
};

import { EXTERNAL_ID, ROLE_NAME } from '../../../fleet/seat.ts';
import { QUEUE_OPTION } from '../../fleet/queue-option.ts';
import type { OptionRow } from '../../options.ts';
import { ACCOUNT, type GlobalKey, GUARDS } from '../../used-options.ts';

/** The options of the commands about a room. */

/** The account is each seat's own, and so are its web app and its other admins. */
export const ROOM_USES: readonly GlobalKey[] = [...ACCOUNT.filter((key) => key !== 'account'), 'variant'];

export const ROOM_CHANGES: readonly GlobalKey[] = [...ROOM_USES, ...GUARDS, 'yes'];

export const NAMES_OPTION: OptionRow = {
  key: 'names',
  flags: '--names <on|off>',
  does: 'off: seat numbers only, for a screen that others see',
  choices: ['on', 'off'],
  fallback: 'on',
};

const EXPECT: OptionRow = {
  key: 'expect',
  flags: '--expect <count>',
  does: 'how many accounts the roster has; with any other number, nothing begins',
  form: { pattern: /^[1-9]\d{0,3}$/, is: 'a number of accounts' },
};

export const ROOM_OPTIONS: readonly OptionRow[] = [
  QUEUE_OPTION,
  {
    key: 'accounts',
    flags: '--accounts <roster>',
    does: 'the accounts: a CSV file, org:, ou:ID, sso:SESSION or sandbox',
  },
  {
    key: 'assumeRole',
    flags: '--role-name <name>',
    does: 'the role to assume in each account, or with sso: the permission set',
    form: { pattern: ROLE_NAME, is: 'the name of a role, without a path' },
  },
  {
    key: 'externalId',
    flags: '--external-id <id>',
    does: 'the external id that the roles ask for',
    form: { pattern: EXTERNAL_ID, is: 'an external id as STS accepts it' },
  },
  {
    key: 'concurrency',
    flags: '--concurrency <number>',
    does: 'how many accounts at a time (default: 20)',
  },
  EXPECT,
  NAMES_OPTION,
];

/** Of a command that works in a room. */
const BOARD_OPTION: OptionRow = {
  key: 'board',
  flags: '--board',
  does: 'show the room in a browser meanwhile, and until Ctrl-C; kms-lab board has more options for it',
};

export const LIMIT_OPTIONS: readonly OptionRow[] = [
  {
    key: 'canary',
    flags: '--canary <number>',
    does: 'how many accounts first, at least one of each group of identical changes; 0 for none (default: 1)',
  },
  {
    key: 'maxErrors',
    flags: '--max-errors <limit>',
    does: 'never more accounts fail, 5 or 3%, so never more run at a time (default: 10%, at least 5)',
  },
  BOARD_OPTION,
];

export const RESUME_OPTIONS: readonly OptionRow[] = [QUEUE_OPTION, EXPECT, NAMES_OPTION, BOARD_OPTION];

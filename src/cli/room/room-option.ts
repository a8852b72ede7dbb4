import type { OptionRow } from '../options.ts';

export const ROOM_OPTION: OptionRow = {
  key: 'room',
  flags: '--room <link>',
  does: 'report to the instructor’s board, and ask there for help: the link of your seat, from the instructor',
};

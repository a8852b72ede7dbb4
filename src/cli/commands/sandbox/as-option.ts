import type { OptionRow } from '../../options.ts';

export const AS: OptionRow = {
  key: 'as',
  flags: '--as <principal>',
  does: 'root, user-a, instance-role, outsider or any user; NAME@ACCOUNT of another account',
  fallback: 'operator',
  insteadOf: 'operator',
};

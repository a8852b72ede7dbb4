import type { TableConstructorOptions } from 'cli-table3';

const BORDERS = [
  'top',
  'top-mid',
  'top-left',
  'top-right',
  'bottom',
  'bottom-mid',
  'bottom-left',
  'bottom-right',
  'left',
  'left-mid',
  'mid',
  'mid-mid',
  'right',
  'right-mid',
  'middle',
];

/** A table of columns only: lines around cells help neither readers nor screen readers. */
export const NO_BORDERS = {
  chars: Object.fromEntries(BORDERS.map((name) => [name, ''])),
  style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
} as const satisfies TableConstructorOptions;

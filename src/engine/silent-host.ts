import type { Host } from '../contract/event.ts';

/** For work of which only the outcome is told. */
export const SILENT: Host = { notify: () => {} };

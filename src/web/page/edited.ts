import type { Editable } from '../acts.ts';

/** The policies in the order of the page. The server's list is in a file that needs schemas. */
export const EDITED = ['role-policy', 'key-policy'] as const satisfies readonly Editable[];

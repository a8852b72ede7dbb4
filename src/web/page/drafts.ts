import type { Facts } from '../../contract/facts.ts';
import type { Documents } from '../../contract/resource.ts';
import { prettyDocument } from '../../policy/pretty.ts';
import type { Editable } from '../acts.ts';

/** What a person typed and has not saved. */
export interface PageDraft {
  readonly text: string;
  /** The account’s policy when the draft was begun: another one now means that the account changed underneath. */
  readonly base: string;
}

export type Drafts = { readonly [E in Editable]?: PageDraft };

/** A policy as the editor shows it; empty if the account has none. */
export const draftText = (document: Documents[Editable] | undefined): string =>
  document ? prettyDocument(document) : '';

/** The drafts after a person typed; without one where the text is the account’s again. */
export function typed(drafts: Drafts, id: Editable, text: string, account: string): Drafts {
  const { [id]: before, ...others } = drafts;
  if (text === account) return others;
  return { ...drafts, [id]: { text, base: before?.base ?? account } };
}

/** The same after the account was read: a draft that the account has by now is dropped. */
export const settled = (drafts: Drafts, id: Editable, account: string): Drafts => {
  const draft = drafts[id];
  return draft ? typed(drafts, id, draft.text, account) : drafts;
};

/** A draft that was begun from another policy than the account has now. */
export const isOvertaken = (draft: PageDraft | undefined, account: string): boolean =>
  draft !== undefined && draft.base !== account;

/** Where drafts are kept: they survive a reload, and no account sees those of another. */
export const draftKey = ({ accountId, region, key }: Pick<Facts, 'accountId' | 'region' | 'key'>): string =>
  `kms-lab-drafts ${accountId} ${region} ${key.id}`;

/** As `localStorage`. */
interface Kept {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** What was kept; nothing if a browser keeps nothing for this page, or if it is damaged. */
export function keptDrafts(storage: Kept, key: string): Drafts {
  try {
    const found: unknown = JSON.parse(storage.getItem(key) ?? '{}');
    const entries = Object.entries(typeof found === 'object' && found ? found : {});
    return Object.fromEntries(entries.filter(([id, draft]) => isEditable(id) && isDraft(draft)));
  } catch {
    return {};
  }
}

/** Returns false if the browser refuses, for example because its storage is full. */
export function keepDrafts(storage: Kept, key: string, drafts: Drafts): boolean {
  try {
    if (Object.keys(drafts).length === 0) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(drafts));
    return true;
  } catch {
    return false;
  }
}

const isEditable = (id: string): boolean => id === 'role-policy' || id === 'key-policy';

const isDraft = (given: unknown): boolean => {
  const { text, base } = (given ?? {}) as Partial<PageDraft>;
  return typeof text === 'string' && typeof base === 'string';
};

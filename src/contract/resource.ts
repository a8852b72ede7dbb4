import type { PolicyDocument } from '../policy/document.ts';
import type { LabError } from './errors.ts';

/** A user of the account, as far as the lab cares. */
export interface UserDocument {
  readonly userName: string;
  /** The lab made it: rollback may remove it. */
  readonly ours: boolean;
}

/** The key of a web app that somebody started at its prompt, where the lab cannot read along. */
export const UNSEEN_KEY = 'unknown';

/** The key of a web app that is met at its address only: that it answers is all that can be told of it. */
export const ANY_KEY = 'not to be seen without Systems Manager';

/** The page's web app on the instance. */
export interface WebAppDocument {
  /** The key id typed at the app's prompt; `UNSEEN_KEY` where that was not the lab's doing, or `ANY_KEY`. */
  readonly keyId: string;
  readonly port: number;
}

/** The key an alias points to. */
export interface AliasDocument {
  readonly keyId: string;
}

/** Everything the lab may change, and the document each one is read and written as. */
export interface Documents {
  readonly 'role-policy': PolicyDocument;
  readonly user: UserDocument;
  readonly alias: AliasDocument;
  readonly 'key-policy': PolicyDocument;
  readonly 'web-app': WebAppDocument;
}

export type ResourceId = keyof Documents;

/**
 * The order of writes going forward: a user stands before the key policy that names it. Going back it is reversed, so
 * that the key policy lets go of the user first.
 */
export const RESOURCE_ORDER = [
  'alias',
  'role-policy',
  'user',
  'key-policy',
  'web-app',
] as const satisfies readonly ResourceId[];

/** What stands in the account, for each resource; an absent member is a thing that does not exist. */
export type Snapshot = Partial<Documents>;

/** One thing in the account, read and written whole. */
export interface Resource<Id extends ResourceId = ResourceId> {
  readonly id: Id;
  /** As a person would call it: `key policy of alias/ImportedCMK`. */
  readonly title: string;
  /** The ARN a write touches, for the allow-list. */
  readonly arn: string;
  /** The account's answer now; `undefined` where the thing does not exist. */
  read(): Promise<Documents[Id] | undefined>;
  /** Brings the thing to the document; `undefined` removes it. Writes nothing else, and what is `byHand` not either. */
  write(document: Documents[Id] | undefined): Promise<void>;
  /** What a person has to do for it, going by what was last read; `undefined` where `write` does it all. */
  byHand?(document: Documents[Id] | undefined): ByHand | undefined;
  /** Why the last look saw less than there may be, in a sentence or two; `undefined` where it saw all. */
  unseen?(): string | undefined;
  /** Nothing has to be written to bring the one to the other: they are equal by meaning, or what stands is not the lab's. */
  same(now: Documents[Id] | undefined, wanted: Documents[Id] | undefined): boolean;
  /** Names of the API calls a write would make, for `plan`: `kms:PutKeyPolicy`. */
  calls(before: Documents[Id] | undefined, after: Documents[Id] | undefined): readonly string[];
  /** Removes what the lab's writes left beside the document, once the account is home. */
  tidy?(): Promise<void>;
}

/** What the lab cannot write itself. */
export interface ByHand {
  /** What to type, and where. */
  readonly instruction: string;
  /** Why it is not the lab's to do; thrown where nobody is there to do it. */
  readonly because: LabError;
}

export type Resources = { readonly [Id in ResourceId]: Resource<Id> };

/** A difference between what stands and what is wanted. */
export interface Change<Id extends ResourceId = ResourceId> {
  readonly resource: Id;
  readonly title: string;
  readonly arn: string;
  readonly before: Documents[Id] | undefined;
  readonly after: Documents[Id] | undefined;
  /** The calls that would be, or were, made for it. */
  readonly calls: readonly string[];
}

/** Somebody changed what the lab left: `before` is what stands now, `after` what the lab left. */
export interface Drift<Id extends ResourceId = ResourceId> extends Change<Id> {
  /** What stood before the lab; absent where nothing did. */
  readonly baseline?: Documents[Id] | undefined;
}

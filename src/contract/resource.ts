import * as v from 'valibot';
import type { PolicyDocument } from '../policy/document.ts';
import { parsePolicy } from '../policy/parse.ts';
import type { LabError } from './errors.ts';
import type { Variant } from './facts.ts';
import type { Suggestion } from './suggestion.ts';

/** The key of a web app that another user started at its prompt, where the lab cannot read what was typed. */
export const UNSEEN_KEY = 'unknown';

/** The key of a web app that the lab reaches only at its address: the lab knows only that it answers. */
export const ANY_KEY = 'not to be seen without Systems Manager';

/** A key’s id or ARN, or an alias: https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html */
export const KEY_NAME = /^[\w:/-]{1,2048}$/;

const text = v.pipe(v.string(), v.nonEmpty('must not be empty'));
const keyId = v.pipe(
  v.string(),
  v.check((id) => KEY_NAME.test(id) || id === ANY_KEY, 'is not the id of a key'),
);
const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));

/** A policy that does not parse equals no other policy. */
const POLICY = v.pipe(
  v.custom<PolicyDocument>((given) => typeof given === 'object' && given !== null && !Array.isArray(given)),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    try {
      parsePolicy(JSON.stringify(dataset.value));
    } catch (error) {
      addIssue({ message: (error as Error).message });
    }
  }),
);

/**
 * Everything the lab may change, in the order of writes going forward, with the document that each one is read and
 * written as. These schemas validate files that hold documents: plans, checkpoints and journals.
 */
export const DOCUMENTS = {
  /** The key that the alias points to. */
  alias: v.pipe(v.object({ keyId }), v.readonly()),
  'role-policy': POLICY,
  /** `ours`: the lab created the user, and may remove it. */
  user: v.pipe(v.object({ userName: text, ours: v.boolean() }), v.readonly()),
  'key-policy': POLICY,
  /** `keyId`: typed at the app's prompt. `UNSEEN_KEY` if another user typed it; or `ANY_KEY`. */
  'web-app': v.pipe(v.object({ keyId, port }), v.readonly()),
} as const satisfies Readonly<Record<string, v.GenericSchema>>;

/** One of the five things that the lab may change: `alias`, `role-policy`, `user`, `key-policy`, `web-app`. */
export type ResourceId = keyof typeof DOCUMENTS;
/** The document that each resource is read and written as. */
export type Documents = { readonly [Id in ResourceId]: v.InferOutput<(typeof DOCUMENTS)[Id]> };
/** The key that the alias points to. */
export type AliasDocument = Documents['alias'];
/** The user, and whether the lab created it. */
export type UserDocument = Documents['user'];
/** The key and the port of the running web app. */
export type WebAppDocument = Documents['web-app'];

/** Going back, the order is reversed, except for what `Resource.after` says. */
export const RESOURCE_ORDER = Object.keys(DOCUMENTS) as readonly ResourceId[];

/** The document of each resource at one moment. A member is absent where the thing does not exist. */
export type Snapshot = Partial<Documents>;

/** One thing in the account that the lab may change. It is read and written as a whole. */
export interface Resource<Id extends ResourceId = ResourceId> {
  readonly id: Id;
  /** What a person would call it: `key policy of alias/ImportedCMK`. */
  readonly title: string;
  /** The ARN that a write touches. All of them together are the allow-list of what the lab may change. */
  readonly arn: string;
  /** Whether the lab may remove it. What existed before the lab is never removed. */
  readonly removable: boolean;
  /** Resources that must exist before this one is written, and that are removed only after it is. */
  readonly after: readonly ResourceId[];
  /**
   * Why it can be neither read nor written: what contains it is gone or cannot be read. Its document is then absent.
   */
  readonly gone?: LabError;
  /** The account's answer now; `undefined` if the resource does not exist. */
  read(): Promise<Documents[Id] | undefined>;
  /** Writes the document; `undefined` removes the resource. Writes nothing else, and nothing that is `byHand`. */
  write(document: Documents[Id] | undefined): Promise<void>;
  /** The version in force, if the service keeps several: `v3`. */
  version?(): Promise<string | undefined>;
  /** What a person has to do for this change, according to the last read; `undefined` if `write` does it all. */
  byHand?(document: Documents[Id] | undefined): ByHand | undefined;
  /** Why the last look may have missed something, in a sentence or two; `undefined` if it saw everything. */
  unseen?(): string | undefined;
  /**
   * No write is needed to get from one to the other: they are equal by meaning, or the existing one is not the lab's.
   */
  same(now: Documents[Id] | undefined, wanted: Documents[Id] | undefined): boolean;
  /** Throws before anything is sent if the planned documents must not be written: `ERR_LOCK_OUT`. */
  guard?(planned: Snapshot, by: { readonly command: string; readonly variant: Variant }): Promise<void>;
  /**
   * Throws if a write from one to the other would fail as the account is now: `ERR_ACCESS` if AWS would refuse it to
   * the operator, `ERR_NOT_OURS` if there is no room for it. Called before the first write. Reads only.
   */
  possible?(now: Documents[Id] | undefined, wanted: Documents[Id] | undefined): Promise<void>;
  /**
   * Throws `ERR_DOCUMENT` if AWS would refuse the document, in AWS's own words. For a document that a person wrote.
   * Reads only. Absent: people do not write this one.
   */
  accepts?(document: Documents[Id]): Promise<void>;
  /** What to say if another user created it, none is wanted, and it stays. */
  foreign?(now: Documents[Id]): { readonly says: string; readonly next: readonly Suggestion[] } | undefined;
  /** What a user should know before this document is written: whom else it shuts out, and what to type afterward. */
  warns?(
    document: Documents[Id],
  ): { readonly says: string; readonly next: readonly Suggestion[] } | undefined;
  /**
   * The document as it can be written back today, and what of it cannot, one sentence each: a principal that was
   * deleted. Absent: every document can be written back.
   */
  writable?(
    document: Documents[Id],
  ): Promise<{ readonly document: Documents[Id]; readonly leftOut: readonly string[] }>;
  /** Names of the API calls that a write would make, for `plan`: `kms:PutKeyPolicy`. */
  calls(before: Documents[Id] | undefined, after: Documents[Id] | undefined): readonly string[];
  /** Removes what the lab's writes left beside the document, once the account is restored. */
  tidy?(): Promise<void>;
}

/** A change that the lab cannot make itself, with instructions for a person. */
export interface ByHand {
  /** What to type, and where. */
  readonly instruction: string;
  /** Why the lab does not do it; thrown if there is no user to do it. */
  readonly because: LabError;
}

/** The five resources of an account. */
export type Resources = { readonly [Id in ResourceId]: Resource<Id> };

/** A difference between a document in the account and the one that is wanted, with the API calls that remove it. */
export interface Change<Id extends ResourceId = ResourceId> {
  readonly resource: Id;
  readonly title: string;
  readonly arn: string;
  readonly before: Documents[Id] | undefined;
  readonly after: Documents[Id] | undefined;
  /** The calls that would be made for it, or were. */
  readonly calls: readonly string[];
}

/** A change that another user made since the lab left the account. `before` is the document now, `after` the lab's. */
export interface Drift<Id extends ResourceId = ResourceId> extends Change<Id> {
  /** What existed before the lab; absent if nothing did. */
  readonly baseline?: Documents[Id] | undefined;
}

/** A store of small objects that can refuse a write whose ground has changed: S3, or what answers like it. */

export interface StoredText {
  readonly body: string;
  /** Goes back with the next write, which is refused if the object has changed since. */
  readonly tag: string;
  /** Milliseconds since its last write, both times by the store’s own clock. */
  readonly age: number;
}

/** The new tag; `undefined` where another writer was first. */
export type Written = string | undefined;

/** Four operations are enough: nothing is ever removed. A failure is thrown as a `LabError`. */
export interface Objects {
  /** Where it is, as a person would type it: `s3://bucket/prefix`. */
  readonly where: string;
  /** Requests sent so far, retries included. */
  requests(): number;
  /** `undefined` if no object has this name. */
  get(name: string): Promise<StoredText | undefined>;
  /** Only if no object has this name yet. */
  create(name: string, body: string): Promise<Written>;
  /** Only if it is still the one with that tag. */
  replace(name: string, body: string, tag: string): Promise<Written>;
  /** The names that begin so, in order. */
  list(prefix: string): Promise<readonly string[]>;
}

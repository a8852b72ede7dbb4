/** What the lab creates in the account only to probe it, and removes afterward. */
export interface Probes {
  /** Looking creates something in the account: the command holds the account meanwhile, and the user agreed. */
  readonly writes: boolean;
  /** Something may be left over from this command or from one that was interrupted. */
  left(): boolean;
  /** Removes it and says so; `undefined` if nothing was left. */
  clear(): Promise<string | undefined>;
}

/** What the lab creates in the account only to probe it, and removes afterward. */
export interface Probes {
  /** Looking makes something in the account: whoever looks holds it meanwhile, and somebody agreed to it. */
  readonly writes: boolean;
  /** Something may be left, of this command or of one that was cut off. */
  left(): boolean;
  /** Takes it away, and says so; `undefined` where nothing was left. */
  clear(): Promise<string | undefined>;
}

import type { World, WorldAccount } from '../world.ts';

/** The parts of an account that belong to IAM and KMS. */
const IAM = ['users', 'roles', 'groups', 'policies', 'instanceProfiles', 'mfaDevices'] as const;
const KMS = ['keys', 'aliases'] as const;

type Part = (typeof IAM)[number] | (typeof KMS)[number];
type Parts = Pick<WorldAccount, Part>;

/** The world from one moment until the next version's. */
interface Version {
  readonly from: number;
  readonly accounts: Readonly<Record<string, Parts>>;
}

/** The world as a request sees it, and as its permissions are decided. */
export interface Views {
  readonly seen: World;
  readonly judged: World;
}

/**
 * Makes changes of IAM and KMS visible late. They are made at once, but reads of IAM and KMS return the earlier
 * state, KMS looks up principals in IAM's earlier state, and decisions use the earlier policies. The signer of a
 * request is known at once, and so is anything new: on AWS, a new key may be not found for a while, but access to it
 * is not denied.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 * https://docs.aws.amazon.com/kms/latest/developerguide/accessing-kms.html#programming-eventual-consistency
 */
export class Late {
  readonly #world: World;
  readonly #delay: number;
  readonly #now: () => number;
  #versions: Version[] = [];

  /** `delay` and `now` in milliseconds. */
  constructor(world: World, delay: number, now: () => number = Date.now) {
    this.#world = world;
    this.#delay = delay;
    this.#now = now;
    this.forget();
  }

  /** To be called after a change, with the ids of the accounts that it may have changed. */
  note(touched: readonly string[]): void {
    const accounts = { ...this.#latest().accounts, ...partsOf(this.#world, touched) };
    this.#versions.push({ from: this.#now(), accounts });
  }

  /** To be called after the world was replaced: the other one's history is dropped. */
  forget(): void {
    const accounts = partsOf(this.#world, Object.keys(this.#world.accounts));
    this.#versions = [{ from: Number.NEGATIVE_INFINITY, accounts }];
  }

  views(service: string, { readOnly }: { readonly readOnly?: true }): Views {
    const before = this.#pending();
    const world = this.#world;
    if (Object.keys(before).length === 0) return { judged: world, seen: world };
    const judged = overlaid(world, before, merged);
    if (readOnly && (service === 'iam' || service === 'kms')) {
      return { judged, seen: overlaid(world, before, (_, old) => old) };
    }
    return { judged, seen: service === 'kms' ? overlaid(world, before, iamOf) : world };
  }

  /** The accounts with changes that are not visible yet, as they appear. */
  #pending(): Version['accounts'] {
    const until = this.#now() - this.#delay;
    const index = this.#versions.findLastIndex(({ from }) => from <= until);
    if (index > 0) this.#versions = this.#versions.slice(index);
    const [visible] = this.#versions;
    const latest = this.#latest();
    if (!visible || visible === latest) return {};
    const changed = Object.entries(visible.accounts).filter(([id, parts]) => latest.accounts[id] !== parts);
    return Object.fromEntries(changed);
  }

  #latest(): Version {
    return this.#versions.at(-1) as Version;
  }
}

const partsOf = ({ accounts }: World, ids: readonly string[]): Version['accounts'] =>
  Object.fromEntries(
    ids.flatMap((id) => {
      const account = Object.hasOwn(accounts, id) ? accounts[id] : undefined;
      return account ? [[id, structuredClone(pick(account, [...IAM, ...KMS]))]] : [];
    }),
  );

/**
 * The world with parts of its accounts replaced. Parts that are not replaced are the world's own, and can be written
 * to.
 */
const overlaid = (
  world: World,
  before: Version['accounts'],
  partsAs: (now: WorldAccount, old: Parts) => Partial<Parts>,
): World => ({
  ...world,
  accounts: mapped(world.accounts, (account) => {
    const old = Object.hasOwn(before, account.id) ? before[account.id] : undefined;
    return old ? { ...account, ...partsAs(account, old) } : account;
  }),
});

const iamOf = (_: WorldAccount, old: Parts): Partial<Parts> => pick(old, IAM);

/** The earlier state, plus what is new. */
const merged = (now: WorldAccount, old: Parts): Partial<Parts> =>
  Object.fromEntries([...IAM, ...KMS].map((part) => [part, { ...now[part], ...old[part] }]));

const pick = <P extends Part>(account: Parts, parts: readonly P[]): Pick<Parts, P> =>
  Object.fromEntries(parts.map((part) => [part, account[part]])) as Pick<Parts, P>;

const mapped = <T, U>(record: Readonly<Record<string, T>>, as: (item: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([key, item]) => [key, as(item)]));

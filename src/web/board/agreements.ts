import { randomBytes } from 'node:crypto';
import { LabError } from '../../contract/errors.ts';
import type { TargetName } from '../../contract/event.ts';
import type { BoardAct, RoomVerb } from './board-shapes.ts';

/** What would be done to each account that would change, by seat: a hash of its plan. */
export type SeatPlans = ReadonlyMap<number, string>;

interface Foreseen {
  readonly verb: string;
  readonly plans: SeatPlans;
}

/** Foreseen work that may still be agreed to. */
const FORESEEN_KEPT = 20;

/** What pages have shown, and may therefore be agreed to: each once. */
export class Agreements {
  readonly #foreseen = new Map<string, Foreseen>();

  /** Returns what a page gives back to agree. */
  foresee(verb: RoomVerb, plans: SeatPlans): string {
    const agreed = randomBytes(9).toString('base64url');
    this.#foreseen.set(agreed, { verb: JSON.stringify(verb), plans });
    const [oldest] = this.#foreseen.keys();
    if (this.#foreseen.size > FORESEEN_KEPT && oldest !== undefined) this.#foreseen.delete(oldest);
    return agreed;
  }

  /** Throws `ERR_CONSENT` for work that was not foreseen, and on real accounts without their number. */
  agreedTo({ verb, agreed = '', count }: Extract<BoardAct, { do: 'work' }>, target: TargetName): SeatPlans {
    const known = this.#foreseen.get(agreed);
    if (known?.verb !== JSON.stringify(verb)) {
      throw new LabError(
        'ERR_CONSENT',
        'The page did not show what this would change. Nothing was changed.',
        { hint: 'choose it again, and read what would change' },
      );
    }
    if (target === 'aws' && count !== String(known.plans.size)) {
      throw new LabError(
        'ERR_CONSENT',
        `This would change ${known.plans.size} real accounts. Type their number to agree. Nothing was changed.`,
      );
    }
    this.#foreseen.delete(agreed);
    return known.plans;
  }
}

import type { Check } from '../contract/check.ts';
import type { CheckProof } from '../contract/selftest.ts';
import { askChecks, type CheckAnswer } from './ask.ts';
import type { Bench } from './bench.ts';
import { BREAKS } from './breaks.ts';
import type { Walked } from './walk.ts';

/** A state of the account, and every check's answer in it. */
interface Seen {
  readonly where: string;
  readonly answers: ReadonlyMap<string, CheckAnswer>;
}

/**
 * Every check passes at the place its step leads to, and fails somewhere it should: if its step introduces it, before
 * that step; if it holds along the whole page, under a break.
 */
export async function proveChecks(bench: Bench, { stops, surroundings }: Walked): Promise<CheckProof[]> {
  const checks = [
    ...new Map(stops.flatMap(({ place }) => place.checks).map((check) => [check.id, check])).values(),
  ];
  const places: Seen[] = [];
  for (const { place, back } of stops) {
    await back();
    places.push({ where: place.id, answers: await askChecks(bench.lab, checks, surroundings) });
  }
  const withWebApp = stops.find(({ place }) => place.documents['web-app'])!;
  const breaks: Seen[] = [];
  for (const { what, make } of BREAKS) {
    await withWebApp.back();
    await make(bench);
    breaks.push({ where: what, answers: await askChecks(bench.lab, checks, surroundings) });
  }
  return stops.flatMap(({ place: { checks, stage } }, index) =>
    checks.map((check) => {
      const before = places.slice(0, index).toReversed();
      return proofOf(check, {
        variant: bench.lab.variant,
        step: stage?.step.id ?? 'baseline',
        passes: places[index]?.answers.get(check.id) === 'passed',
        failsAt: whereFails(check, [...before, ...places.slice(index + 1), ...breaks]),
        mustTurn: isNew(check, index, stops) && stage?.step.kind === 'edit',
        before: before[0],
      });
    }),
  );
}

interface Found extends Pick<CheckProof, 'variant' | 'step' | 'passes'> {
  readonly failsAt: string | undefined;
  /** The step makes it true, so it must fail at the place before. */
  readonly mustTurn: boolean;
  readonly before: Seen | undefined;
}

function proofOf({ id }: Check, { failsAt, mustTurn, before, passes, variant, step }: Found): CheckProof {
  const turned = !mustTurn || before?.answers.get(id) !== 'passed';
  const fails = failsAt !== undefined && failsAt === before?.where ? 'before its step' : failsAt;
  return {
    ...{ variant, step, check: id, passes },
    ...(fails === undefined ? {} : { failsAt: fails }),
    proven: passes && fails !== undefined && turned,
  };
}

const whereFails = ({ id }: Check, seen: readonly Seen[]): string | undefined =>
  seen.find(({ answers }) => answers.get(id) === 'failed')?.where;

const isNew = ({ id }: Check, index: number, stops: Walked['stops']): boolean =>
  index > 0 && !stops[index - 1]!.place.checks.some((check) => check.id === id);

import type { Standing } from '../contract/event.ts';
import type { Drift } from '../contract/resource.ts';
import { documentDiff } from './changes.ts';
import { paintOf, type Style } from './style.ts';
import { wrap } from './wrap.ts';

/**
 * What another user changed since the lab left the account, each in three versions: before the lab, as the lab left
 * it, now.
 */
export const driftText = (drift: Standing['drift'], style: Style): string =>
  drift.map((one) => threeWays(one, style)).join('\n\n');

function threeWays({ title, baseline, after: ours, before: now }: Drift, style: Style): string {
  const paint = paintOf(style);
  const part = (name: string, lines: readonly string[]) => [
    ...wrap(name, style.width).map(paint.dim),
    ...(lines.length > 0 ? lines : ['  the same']),
  ];
  return [
    ...wrap(title, style.width).map(paint.bold),
    ...part('before the lab → as the lab left it', documentDiff(baseline, ours, style)),
    ...part('as the lab left it → now', documentDiff(ours, now, style)),
  ].join('\n');
}

import type { LabEvent } from '../../src/contract/event.ts';
import type { Damage, Journal, RunName } from '../../src/contract/journal.ts';
import { tellStory } from '../../src/report/build-report-model.ts';
import { pipeline } from '../../steps/index.ts';
import { FACTS, recordedRun } from './recorded.ts';

export const RUN: RunName = {
  id: '1a2b3c4d',
  command: 'run',
  startedAt: '2026-11-24T15:04:05.000Z',
  target: 'sandbox',
  accountId: FACTS.accountId,
  region: FACTS.region,
  path: '/state/sandbox/111122223333/us-east-1/journal/run.ndjson',
};

/** A journal of these events, a tenth of a second apart, as read back from its file. */
export function journalOf(
  events: readonly LabEvent[],
  { run = RUN, damage = [] as readonly Damage[] } = {},
): Journal {
  const start = Date.parse(run.startedAt);
  const lines = events.map((event, index) => ({ at: new Date(start + index * 100).toISOString(), event }));
  return { run, lines: JSON.parse(JSON.stringify(lines)), damage };
}

const FACES = pipeline.stages.map(({ step }) => step);

export const storyOf = (
  events: readonly LabEvent[] = recordedRun(),
  parts: Parameters<typeof journalOf>[1] = {},
  beside: Parameters<typeof tellStory>[1] = {},
) => tellStory(journalOf(events, parts), { faces: FACES, ...beside });

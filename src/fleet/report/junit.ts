import { xmlAttribute, xmlText } from '../../report/xml-text.ts';
import { LEFT_BEHIND_WORDS } from '../left-behind.ts';
import { ROW_STATES, type RoomReport, type RoomRow } from './room-report.ts';

/** The report as JUnit XML: one suite for the room, a case for each account. https://github.com/testmoapp/junitxml */
export function roomJunit({ fleet, does, startedAt, durationMs, rows }: RoomReport): string {
  const cases = rows.map((row) => ({ row, outcome: outcomeOf(row) }));
  const count = (kind: string) => cases.filter(({ outcome }) => outcome?.kind === kind).length;
  const numbers = `tests="${rows.length}" failures="${count('failure')}" errors="0" skipped="${count('skipped')}"`;
  const time = seconds(durationMs);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="room: ${xmlAttribute(does)}" ${numbers} time="${time}">`,
    `  <testsuite name="${xmlAttribute(fleet)}" ${numbers} time="${time}" timestamp="${xmlAttribute(startedAt)}">`,
    ...cases.map(({ row, outcome }) => caseXml(row, outcome)),
    '  </testsuite>',
    '</testsuites>\n',
  ].join('\n');
}

interface CaseOutcome {
  readonly kind: 'failure' | 'skipped';
  readonly message: string;
}

function outcomeOf({ state, trouble }: RoomRow): CaseOutcome | undefined {
  if (state === 'done' || state === 'same')
    return trouble === undefined ? undefined : { kind: 'failure', message: trouble };
  if (state === 'quarantined' || state === 'busy')
    return { kind: 'failure', message: trouble ?? ROW_STATES[state] };
  return { kind: 'skipped', message: ROW_STATES[state] };
}

function caseXml(
  { seat, account, name, durationMs, left }: RoomRow,
  outcome: CaseOutcome | undefined,
): string {
  const label = [`seat ${seat}`, account, name].filter((part) => part !== undefined).join(' ');
  const staying = `${left.cloudTrailEvents} ${LEFT_BEHIND_WORDS.cloudTrailEvents}, ${left.objectVersions} ${LEFT_BEHIND_WORDS.objectVersions}, ${left.commandOutputs} ${LEFT_BEHIND_WORDS.commandOutputs}`;
  return [
    `    <testcase classname="room" name="${xmlAttribute(label)}" time="${seconds(durationMs)}">`,
    ...(outcome ? [`      <${outcome.kind} message="${xmlAttribute(outcome.message)}"/>`] : []),
    `      <system-out>${xmlText(`A reset cannot erase: ${staying}.`)}</system-out>`,
    '    </testcase>',
  ].join('\n');
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

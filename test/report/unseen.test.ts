import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../src/contract/check.ts';
import type { LabEvent } from '../../src/contract/event.ts';
import { passedText } from '../../src/report/checks.ts';
import { closing } from '../../src/report/end-of-command.ts';
import { eventLine } from '../../src/report/event-line.ts';
import { FORMATS } from '../../src/report/formats.ts';
import { storyOf } from './journal.ts';
import { recordedRun } from './recorded.ts';

const UNSEEN: Verdict = {
  status: 'skipped',
  expected: 'the log names it',
  observed: 'not to be seen: the instance is not managed',
  evidence: 'observed',
};

/** The same run, on an account in which the first check cannot be made. */
function withUnseen(): readonly LabEvent[] {
  const events = recordedRun();
  const first = events.findIndex(({ type }) => type === 'check-settled');
  let left = 1;
  return events.map((event, index) => {
    if (index === first) return { ...event, verdict: UNSEEN } as LabEvent;
    if (event.type !== 'summary') return event;
    return {
      ...event,
      steps: event.steps.map((step) => ({
        ...step,
        checks: step.checks.map((check) => (left-- === 1 ? { ...check, ...UNSEEN } : check)),
      })),
    };
  });
}

const EVENTS = withUnseen();
const asked = EVENTS.filter(({ type }) => type === 'check-settled').length;

describe('a check that could not be made is shown, and counts as neither passed nor failed', () => {
  test('in a line', () => {
    const event = EVENTS.find(({ type }) => type === 'check-settled')!;
    expect(eventLine(event)).toMatch(/check skipped .*; not to be seen: the instance is not managed$/);
  });

  test('at the end of a command', () => {
    const text = closing(EVENTS, { width: 300, color: false }, { told: () => true });
    expect(text).toMatch(/^– .*\n {2}expected +the log names it\n {2}observed +not to be seen/m);
    expect(text).toContain(`checks: ${asked - 1} of ${asked} pass, 1 could not be checked`);
  });

  test('in the list', () => {
    expect(passedText([{ status: 'passed' }, UNSEEN])).toBe('1 check passed, 1 could not be seen');
    expect(passedText([{ status: 'passed' }])).toBe('1 check passed');
  });

  test.each([
    ['md', /\*\*1 check could not be seen\*\*[\s\S]*\| – [^|]+\|[^|]+\| not to be seen/],
    ['html', /<span class="badge skipped">– skipped<\/span>/],
    ['junit', /skipped="1"[\s\S]*<skipped message="not to be seen: the instance is not managed"\/>/],
  ] as const)('in %s', async (format, message) => {
    const text = await FORMATS[format].write(storyOf(EVENTS));
    expect(text).toMatch(message);
    if (format !== 'junit')
      expect(text).toContain(`${asked - 1} of ${asked} checks passed; 1 check could not be seen`);
  });
});

import { describe, expect, test } from 'vitest';
import type { LabEvent } from '../../src/contract/event.ts';
import { closing } from '../../src/report/end-of-command.ts';
import { FACTS, recordedDrift, recordedMatrix, recordedPlan, recordedRun } from './recorded.ts';

const RECORDED = {
  'a run': recordedRun(),
  'a run of the published page': recordedRun('published'),
  'a run with a failed check': recordedRun('corrected', 'strip-decrypt'),
  'a plan': recordedPlan(),
  'a matrix': recordedMatrix(),
  'a status of a changed account': recordedDrift(),
} as const satisfies Record<string, readonly LabEvent[]>;

const text = (events: readonly LabEvent[], width = 80, told = true): string =>
  closing(events, { width, color: false }, { told: () => told });

/** A URL stays whole, so that it can be followed. */
const tooLong = (line: string, width: number) => line.length > width && !/^\s*\(?https?:\/\/\S+$/.test(line);

describe.each(Object.entries(RECORDED))('%s', (_name, events) => {
  test.each([80, 60, 40])('fits into %i columns', (width) => {
    expect(
      text(events, width)
        .split('\n')
        .filter((line) => tooLong(line, width)),
    ).toEqual([]);
  });

  test('says the same without colors', () => {
    const coloured = closing(events, { width: 80, color: true }, { told: () => true });
    expect(coloured).toContain('\u001B[');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a colour is.
    expect(coloured.replace(/\u001B\[\d+m/g, '')).toBe(text(events));
  });
});

const SAYS: readonly [keyof typeof RECORDED, readonly RegExp[]][] = [
  [
    'a run',
    [
      /page says The policy ensures/,
      /AWS does {2}It grants the role kms:\* by the key policy alone/,
      /strip-decrypt\n {4}allowed → denied: the instance role: Decrypt/,
      /allowed → DENIED: another admin: everything/,
      /userA, MFA 60 s ago {6}· denied {3}· denied {3}· denied {3}✓ allowed~ ✓ allowed~/,
      /run: done · account 111122223333 \(sandbox, us-east-1\) · steps: 7 applied/,
      /next\n {2}kms-lab matrix .*\n {2}kms-lab reset/,
    ],
  ],
  [
    'a run of the published page',
    [
      /AWS does {2}A condition key with a space in it is in no request/,
      /allowed → DENIED: the instance role; the operator; another admin: everything/,
      /next\n {2}kms-lab matrix /,
    ],
  ],
  [
    'a run with a failed check',
    [
      /✗ The instance role can encrypt\n {2}expected +the instance role: kms:Decrypt implicitly-denied/,
      / {2}observed +instance-role kms:Decrypt allowed/,
      /run: a check failed .* steps: 1\s+applied, 1 failed/s,
      /next\n {2}kms-lab explain strip-decrypt/,
    ],
  ],
  [
    'a plan',
    [
      /strip-decrypt: Take kms:Decrypt away/,
      /^- +"kms:Decrypt",$/m,
      /^\+ +"kms:CallerAccount": "111122223333"$/m,
      /calls: service:Write-role-policy/,
      /for whom, predicted:\n {2}allowed → denied: the instance role: Decrypt/,
      /plan: changes are pending .* 6\s+changes .* 0 writes/s,
      /next\n {2}kms-lab run/,
    ],
  ],
  [
    'a matrix',
    [/Why\n\n {2}the instance role\n {4}Encrypt, GenerateDataKey, Decrypt: allowed,/, /“UseTheKey” in/],
  ],
  ['a status of a changed account', [/drift +policy KMSWorkshop-AdditionalPermissions/, /kms-lab back/]],
];

test.each(SAYS)('%s says', (name, patterns) => {
  for (const pattern of patterns) expect(text(RECORDED[name])).toMatch(pattern);
});

test('a plan without changes does not suggest run', () => {
  const events = recordedPlan().map(
    (event): LabEvent => (event.type === 'summary' ? { ...event, ok: true, exitCode: 0 } : event),
  );
  expect(text(events)).not.toMatch(/kms-lab run/);
});

test('if the events were not shown line by line, it has the notes and what a single step showed', () => {
  const [begin, end] = [recordedRun().slice(0, 3), recordedRun().slice(-1)];
  const events: readonly LabEvent[] = [
    ...begin,
    { type: 'step-showed', step: 'show-key-policy', text: '{\n  "Version": "2012-10-17"\n}' },
    { type: 'note', text: 'No baseline was kept.' },
    ...end,
  ];
  expect(text(events, 80, false)).toContain('{\n  "Version": "2012-10-17"\n}\n\nNo baseline was kept.');
  expect(text(events)).not.toContain('No baseline');
});

test('what to type about a note is below it, and broken only where a shell continues', () => {
  const next = [{ shell: 'aws iam delete-user --user-name a-user-with-a-long-name', why: 'removes it' }];
  const events: readonly LabEvent[] = [
    { type: 'note', text: 'The user stays.', next },
    ...recordedRun().slice(-1),
  ];
  expect(text(events, 40, false)).toContain(
    'The user stays.\n  aws iam delete-user \\\n    --user-name a-user-with-a-long-name\n      removes it',
  );
});

test('an answer that differs from the prediction is marked and reported', () => {
  const events = recordedMatrix().map((event): LabEvent => {
    if (event.type !== 'matrix') return event;
    const matrix = event.matrix.map((cell) =>
      cell.principal === 'operator' && cell.action === 'kms:Decrypt'
        ? { ...cell, observed: { outcome: 'denied' as const, evidence: 'AccessDeniedException' } }
        : cell,
    );
    return { ...event, matrix };
  });
  expect(text(events)).toMatch(/the operator +✓ allowed +✓ allowed +· denied! /);
  expect(text(events)).toMatch(/! the operator, kms:Decrypt: predicted allowed .*AccessDeniedException/s);
});

test('it names no secret', () => {
  expect(text(recordedRun())).not.toMatch(/AKIA|ASIA|secret/i);
  expect(FACTS).not.toHaveProperty('credentials');
});

test('a plan that is kept is what to run next, in the form that the reader has to type', () => {
  const events: readonly LabEvent[] = [
    ...recordedPlan().slice(0, -1),
    { type: 'plan-saved', path: 'lab.plan.json' },
    ...recordedPlan().slice(-1),
  ];
  const typed = { run: (run: readonly string[]) => ['lab', ...run, '--operator root'].join(' '), aws: [] };
  expect(closing(events, { width: 80, color: false, typed }, { told: () => true })).toContain(
    'next\n  lab run --plan lab.plan.json --operator root\n      makes these changes',
  );
  expect(text(events, 80, false)).toContain('The plan is kept in lab.plan.json.');
});

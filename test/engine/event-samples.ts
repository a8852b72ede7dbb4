import type { EventOf, EventType } from '../../src/contract/event.ts';
import type { Change } from '../../src/contract/resource.ts';
import { FACTS, saying } from './fake-account.ts';

const step = 'strip';
const NAMED = { id: step, title: 'Strip' };
const CHANGE: Change = {
  resource: 'key-policy',
  title: 'key policy',
  arn: FACTS.key.arn,
  before: saying('default'),
  after: saying('stripped'),
  calls: ['kms:PutKeyPolicy'],
};
const REMOVAL: Change = {
  ...CHANGE,
  resource: 'user',
  before: { userName: 'userA', ours: true },
  after: undefined,
};
const VERDICT = {
  status: 'failed',
  expected: 'denied',
  observed: 'allowed',
  evidence: 'observed',
  next: [{ why: 'shows it', run: ['status'] }],
} as const;
const ERROR = {
  code: 'ERR_KEY_STATE',
  message: 'The key is disabled.',
  cause: 'KMSInvalidStateException',
  next: [{ shell: 'aws kms enable-key --key-id k' }],
} as const;
const LEFT = { title: 'instance KMSWorkshop-Instance', error: ERROR };
const PART = { id: 'key', title: 'key', status: 'made', is: 'k', calls: ['kms:CreateKey'] } as const;
const DECISION = {
  outcome: 'explicitly-denied',
  statements: [
    {
      source: 'resource-policy',
      policy: 'the key policy',
      index: 0,
      statement: { Effect: 'Deny', Sid: 'No' },
    },
  ],
  because: 'a Deny',
} as const;

/** Every event, with as many of its members as possible. */
export const SAMPLES: { readonly [Type in EventType]: readonly Omit<EventOf<Type>, 'type'>[] } = {
  'run-started': [
    { command: 'run', target: 'sandbox', facts: FACTS, variant: 'corrected', steps: [NAMED] },
    {
      command: 'run',
      target: 'aws',
      facts: { ...FACTS, operator: { kind: 'anonymous' } },
      variant: 'published',
      steps: [],
    },
  ],
  'set-out': [
    { work: { does: 'run', to: step, onFailure: 'stop' } },
    { work: { does: 'rollback', to: 'baseline' } },
    { work: { does: 'reset' } },
    { work: { does: 'goto', step } },
    { work: { does: 'solve', step } },
    { work: { does: 'back', to: 'baseline' } },
  ],
  interrupted: [
    {
      run: '1a2b3c4d',
      startedAt: '2026-01-01T00:00:00.000Z',
      work: { does: 'reset' },
      variant: 'corrected',
      ended: 'killed',
      unknown: [{ change: CHANGE, stands: 'neither' }],
    },
  ],
  'step-started': [{ step: NAMED }],
  'step-showed': [{ step, text: 'the key policy' }],
  'change-planned': [{ step, change: CHANGE }, { change: REMOVAL }],
  'change-begun': [{ step, change: CHANGE }, { change: REMOVAL }],
  'change-applied': [{ step, change: CHANGE }, { change: REMOVAL }],
  waiting: [{ step, what: 'the checks to pass', checks: [NAMED], elapsedMs: 40 }],
  'check-settled': [{ step, check: NAMED, verdict: VERDICT, looks: 2 }],
  'check-predicted': [
    { step, check: NAMED, verdict: VERDICT },
    { check: NAMED, verdict: VERDICT },
  ],
  condition: [
    { step, condition: NAMED, met: true },
    { step, condition: NAMED, met: false, observed: 'it is missing' },
  ],
  hint: [
    { step, grade: 3, wanted: [CHANGE], hint: { id: 'typo', says: 'The Sid has a typo.', do: 'Mend it.' } },
  ],
  quiz: [
    { step, said: [], cells: [] },
    {
      step,
      said: ['operator'],
      cells: [{ principal: 'operator', action: 'kms:Decrypt', predicted: DECISION }],
    },
  ],
  finding: [{ step, finding: { id: 'found', pageSays: 'a', awsDoes: 'b', source: 'inferred' } }],
  matrix: [
    {
      step,
      matrix: [
        {
          principal: 'operator',
          action: 'kms:Decrypt',
          predicted: DECISION,
          observed: { outcome: 'denied', evidence: 'AccessDeniedException' },
        },
      ],
      predictedOnly: true,
    },
  ],
  'checkpoint-saved': [{ id: 'baseline' }],
  'plan-saved': [{ path: '/tmp/plan.json' }],
  moved: [{ changes: [CHANGE] }],
  standing: [
    { at: 'after-strip', next: 'name', drift: [] },
    { drift: [{ ...CHANGE, baseline: saying('default') }], halfDone: step },
    { at: 'baseline', drift: [], missing: [LEFT], changedAround: ['The key 1b2c is disabled.'] },
  ],
  'step-settled': [
    { step, status: 'applied', waitedMs: 1200 },
    { step, status: 'failed', error: ERROR },
  ],
  'part-settled': [{ part: PART }],
  'left-as-is': [LEFT],
  note: [{ text: 'a note' }],
  'fleet-started': [{ fleet: '20261129-220507-1231a2', does: 'goto strip', accounts: 2 }],
  'fleet-planned': [
    {
      groups: [
        { is: 'change', accounts: 1, seats: [1], changes: ['key policy: kms:PutKeyPolicy'] },
        { is: 'refused', accounts: 1, seats: [2], changes: [], detail: 'The key is disabled.' },
      ],
    },
  ],
  'fleet-account': [
    {
      seat: 2,
      account: FACTS.accountId,
      name: 'Ann',
      state: 'quarantined',
      attempt: 3,
      error: ERROR,
      wrote: true,
    },
    { seat: 1, state: 'running', attempt: 2 },
    { seat: 1, state: 'done', attempt: 2, stands: 'baseline', drift: 1, missing: 1 },
  ],
  summary: [
    {
      schemaVersion: 1,
      command: 'run',
      target: 'sandbox',
      accountId: FACTS.accountId,
      region: FACTS.region,
      variant: 'corrected',
      ok: false,
      steps: [
        {
          id: step,
          status: 'failed',
          changes: [CHANGE],
          conditions: [{ condition: NAMED, met: false, observed: 'it is missing' }],
          checks: [{ id: 'c', ...VERDICT }],
          waitedMs: 5,
        },
      ],
      checks: [{ id: 'c', ...VERDICT }],
      leftAsIs: [LEFT],
      parts: [PART],
      fleet: {
        id: '20261129-220507-1231a2',
        accounts: 2,
        done: 1,
        same: 0,
        quarantined: 1,
        busy: 0,
        open: 0,
      },
      calls: 2,
      writes: 1,
      durationMs: 3,
      exitCode: 3,
      error: ERROR,
    },
  ],
};

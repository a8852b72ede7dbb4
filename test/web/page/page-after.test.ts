import { expect, test } from 'vitest';
import type { LabEvent } from '../../../src/contract/event.ts';
import type { LabView, WebEvent } from '../../../src/web/acts.ts';
import { NOTHING_YET, type PageState, pageAfter } from '../../../src/web/page/page-after.ts';

const view = (id: string) => ({ id }) as LabView;
const note = (text: string): LabEvent => ({ type: 'note', text });
const error = { code: 'ERR_AWS', message: 'x' } as const;
const running = { do: 'check', title: 'A step', step: 'a' } as const;
const request = (at: string) => ({ at, status: 200, demands: [] });

const after = (...events: readonly WebEvent[]): PageState => events.reduce(pageAfter, NOTHING_YET);

test.each<[string, readonly WebEvent[], Partial<PageState>]>([
  [
    'a view replaces the last one',
    [
      { type: 'view', view: view('1') },
      { type: 'view', view: view('2') },
    ],
    { view: view('2') },
  ],
  [
    'an account that cannot be read keeps its view',
    [
      { type: 'view', view: view('1') },
      { type: 'trouble', error },
    ],
    { view: view('1'), trouble: error },
  ],
  ['and can be read again', [{ type: 'trouble', error }, { type: 'trouble' }], { trouble: undefined }],
  [
    'an act begins anew',
    [
      { type: 'told', event: note('old') },
      { type: 'ended', exitCode: 1, error },
      { type: 'began', running },
    ],
    { running, told: [], ended: undefined },
  ],
  [
    'and ends with what it told',
    [
      { type: 'began', running },
      { type: 'told', event: note('new') },
      { type: 'ended', exitCode: 3 },
    ],
    { running: undefined, told: [note('new')], ended: { exitCode: 3, error: undefined } },
  ],
  [
    'requests come latest first',
    [
      { type: 'request', request: request('1') },
      { type: 'request', request: request('2') },
    ],
    { requests: [request('2'), request('1')] },
  ],
  [
    'a stream that begins anew shows what there is, and no more',
    [
      { type: 'told', event: note('old') },
      { type: 'request', request: request('0') },
      {
        type: 'snapshot',
        view: view('7'),
        running,
        told: [note('now')],
        requests: [request('1'), request('2')],
      },
    ],
    {
      view: view('7'),
      running,
      told: [note('now')],
      requests: [request('2'), request('1')],
      trouble: undefined,
    },
  ],
  [
    'a snapshot without a view keeps the last one',
    [
      { type: 'view', view: view('1') },
      { type: 'snapshot', trouble: error, told: [], requests: [] },
    ],
    { view: view('1'), trouble: error },
  ],
])('%s', (_, events, state) => {
  expect({ trouble: undefined, ...after(...events) }).toMatchObject(state);
});

test('no more than a hundred requests are shown', () => {
  const events = Array.from(
    { length: 150 },
    (_, at): WebEvent => ({ type: 'request', request: request(`${at}`) }),
  );
  const { requests } = after(...events);
  expect([requests.length, requests[0]?.at]).toEqual([100, '149']);
});

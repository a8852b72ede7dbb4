import type { ErrorNote, LabEvent } from '../../contract/event.ts';
import type { TrailAbout } from '../../report/trail.ts';
import type { LabView, RoomNews, RunningAct, WebEvent } from '../acts.ts';

/** Everything that the page knows from its server. */
export interface PageState {
  /** Absent until the account was read. */
  readonly view?: LabView | undefined;
  /** Why the account cannot be read; `view` is then the last one. */
  readonly trouble?: ErrorNote | undefined;
  readonly running?: RunningAct | undefined;
  /** What the last act told. */
  readonly told: readonly LabEvent[];
  /** How the last act ended; absent while it runs. */
  readonly ended?: { readonly exitCode: number; readonly error?: ErrorNote | undefined } | undefined;
  /** Latest first. */
  readonly requests: readonly TrailAbout[];
  /** Absent in a lab that is in no room. */
  readonly room?: RoomNews | undefined;
}

export const NOTHING_YET: PageState = { told: [], requests: [] };

const REQUESTS_SHOWN = 100;

/** The page after an event. Pure. */
export function pageAfter(state: PageState, event: WebEvent): PageState {
  switch (event.type) {
    case 'snapshot': {
      const { view, requests, type: _, ...more } = event;
      return { ...more, view: view ?? state.view, requests: [...requests].reverse() };
    }
    case 'view':
      return { ...state, view: event.view };
    case 'trouble':
      return { ...state, trouble: event.error };
    case 'began':
      return { ...state, running: event.running, told: [], ended: undefined };
    case 'told':
      return { ...state, told: [...state.told, event.event] };
    case 'ended':
      return {
        ...state,
        running: undefined,
        ended: { exitCode: event.exitCode, error: event.error },
      };
    case 'room':
      return { ...state, room: event.room };
    case 'request':
      return { ...state, requests: [event.request, ...state.requests].slice(0, REQUESTS_SHOWN) };
  }
}

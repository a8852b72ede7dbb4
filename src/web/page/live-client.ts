import type { ActAnswer } from '../acts.ts';
import type { LabClient } from './client.ts';
import { followEvents, sendAct } from './event-stream.ts';

/** The server that this page came from. */
export const liveClient: LabClient = {
  can: new Set(['save', 'check', 'hint', 'move', 'foresee', 'matrix', 'log', 'look', 'stop']),
  follow: (receive, connected) => followEvents('/events', receive, connected),
  act: (act) => sendAct<ActAnswer>(act),
};

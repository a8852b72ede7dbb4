/** What a command line, or anything else that drives the lab, may ask of the engine. */
export { requireSamePlace } from './agreed.ts';
export { begin } from './anchor.ts';
export { type Attempted, type AttemptOptions, judge, watch } from './attempt.ts';
export { diffCheckpoints, listCheckpoints, rebase, saveCheckpoint, showCheckpoint } from './checkpoints.ts';
export { foreseeEdit, type OwnDocument, saveEdit } from './edit.ts';
export { openStore } from './file-store.ts';
export { back, foresee, goto, solve, type Way } from './goto.ts';
export { matrix, status, verify } from './inspect.ts';
export { findRun, listRuns, readJournal } from './journal.ts';
export { nearest } from './nearest.ts';
export { plan } from './plan.ts';
export { type Agreed, type AgreedPlan, readPlan } from './plan-file.ts';
export { requireKnown } from './range.ts';
export { reset, rollback } from './restore.ts';
export { resume } from './resume.ts';
export { run } from './run.ts';
export type { Patience, Session } from './session.ts';

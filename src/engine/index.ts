/** What a command line, or any other program that drives the lab, may ask of the engine. */

export { type AttemptOptions, type WatchOutcome, watch } from './attempt.ts';
export { type CheckOptions, check } from './check-step.ts';
export {
  diffCheckpoints,
  listCheckpoints,
  rebase,
  requireCheckpoint,
  requireCheckpointName,
  saveCheckpoint,
  showCheckpoint,
} from './checkpoints.ts';
export {
  assumedBaseline,
  type Diagnosis,
  diagnose,
  locatePerson,
  type PersonPlace,
  wantedOf,
} from './diagnose.ts';
export { foreseeEdit, type OwnDocument, saveEdit } from './edit.ts';
export { openStore } from './file-store.ts';
export { back, foresee, goto, lookAhead, type Outlook, type PlannedMove, solve } from './goto.ts';
export { type Hinted, type HintOptions, hint } from './hint-step.ts';
export { findRun, listReportedRuns, listRuns, readJournal } from './journal.ts';
export { keepBaseline } from './keep-baseline.ts';
export { nearest } from './nearest.ts';
export { plan } from './plan.ts';
export { type Agreed, type AgreedPlan, readPlan } from './plan-file.ts';
export { indexOfStep, requireKnown } from './range.ts';
export { matrix, status, verify } from './read-only-commands.ts';
export { reset, rollback } from './restore.ts';
export { resume } from './resume.ts';
export { run } from './run.ts';
export { requireSamePlace } from './saved-plan.ts';
export type { CommandSession, Patience } from './session.ts';

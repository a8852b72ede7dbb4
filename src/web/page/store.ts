import { computed, effect, signal } from '@preact/signals';
import type { AccessMatrix, Cell } from '../../contract/access.ts';
import { eventsOf } from '../../contract/events-of.ts';
import type { Snapshot } from '../../contract/resource.ts';
import { outcomeOf } from '../../report/cell.ts';
import type { ActAnswer, ActName, Editable, LabView, WebAct, WebEvent } from '../acts.ts';
import type { LabClient, PageConnection } from './client.ts';
import { type Drafts, draftKey, draftText, keepDrafts, keptDrafts, settled, typed } from './drafts.ts';
import { EDITED } from './edited.ts';
import { NOTHING_YET, pageAfter } from './page-after.ts';

/** The page’s state: what the server said, what was typed, and what follows from both. */

export const page = signal(NOTHING_YET);
export const view = computed<LabView | undefined>(() => page.value.view);
export const connection = signal<PageConnection>('opening');
export const drafts = signal<Drafts>({});
/** Whether drafts survive a reload. */
export const areKept = signal(true);
/** The id of the step on the screen; absent: the one that the account is at. */
export const chosen = signal<string | undefined>(undefined);
/** A checkpoint whose documents are looked at. */
export const scrubbed = signal<string | undefined>(undefined);
/** The answer of an act that no event tells. */
export const answered = signal<ActAnswer | undefined>(undefined);

/** Loaded after the first paint: editors, and everything that predicts. */
export type Workbench = typeof import('./bench.ts');
export const bench = signal<Workbench | undefined>(undefined);

/** The account’s policies, as the editors show them. */
export const accountTexts = computed<{ readonly [E in Editable]: string }>(() => ({
  'role-policy': draftText(view.value?.documents['role-policy']),
  'key-policy': draftText(view.value?.documents['key-policy']),
}));

let lastGood: Snapshot = {};
/** The documents of the editors. A text that does not parse leaves the last one that did, and its editor says so. */
const edited = computed<Snapshot>(() => {
  const tools = bench.value;
  const { documents = {} } = view.value ?? {};
  if (!tools || Object.keys(drafts.value).length === 0) return documents;
  const read = Object.fromEntries(
    EDITED.flatMap((id) => {
      const draft = drafts.value[id];
      const document = draft ? (tools.parsedDraft(draft.text) ?? lastGood[id]) : documents[id];
      return document ? [[id, document]] : [];
    }),
  );
  lastGood = { ...documents, ...read };
  return lastGood;
});

/** What is shown: a checkpoint that is looked at, or what the editors have. */
export const shownDocuments = computed<Snapshot>(() => {
  const moment = view.value?.moments.find(({ id }) => id === scrubbed.value);
  return moment?.documents ?? edited.value;
});

const sameCells = (one: AccessMatrix, other: AccessMatrix): boolean =>
  one.length === other.length &&
  one.every(({ predicted: { outcome } }, index) => outcome === other[index]?.predicted.outcome);

/** What the account answered when it was last asked; `undefined` if other policies decide by now. */
const observed = computed<AccessMatrix | undefined>(() => {
  const asked = eventsOf(page.value.told, 'matrix').at(-1);
  const { matrix: now = [] } = view.value ?? {};
  return asked && !asked.predictedOnly && sameCells(asked.matrix, now) ? asked.matrix : undefined;
});

/** Predicted, at each key; the account as it is also with what it answered. */
export const shownMatrix = computed<AccessMatrix>(() => {
  const { situation, matrix = [] } = view.value ?? {};
  const before = observed.value ?? matrix;
  const tools = bench.value;
  if (!tools || !situation) return before;
  return shownDocuments.value === view.value?.documents
    ? before
    : tools.predict(situation, shownDocuments.value);
});

const nameOf = ({ principal, action }: Cell): string => `${principal} ${action}`;

/** What the account decides, by cell. */
const before = computed(
  () => new Map((view.value?.matrix ?? []).map((cell) => [nameOf(cell), outcomeOf(cell)])),
);

/** The account’s answer for a cell that would change; `undefined` for one that would not. */
export const wasIn = (cell: Cell) => {
  const was = before.value.get(nameOf(cell));
  return was === undefined || was === outcomeOf(cell) ? undefined : was;
};

/** The step on the screen, counted from 0. */
export const stepIndex = computed<number>(() => {
  const { steps = [], done = 0 } = view.value ?? {};
  const index = steps.findIndex(({ id }) => id === chosen.value);
  return index >= 0 ? index : Math.min(done, steps.length - 1);
});

export const isBusy = computed<boolean>(() => page.value.running !== undefined);

let client: LabClient | undefined;
export const can = (name: ActName): boolean => client?.can.has(name) === true;

/** Every act goes through here. While one runs, there is no other. */
export async function act(given: WebAct): Promise<ActAnswer> {
  if (!client) return { exitCode: 1 };
  answered.value = undefined;
  const answer = await client.act(given);
  if (answer.error && given.do !== 'foresee') answered.value = answer;
  return answer;
}

export function type(id: Editable, text: string): void {
  drafts.value = typed(drafts.peek(), id, text, accountTexts.peek()[id]);
}

/** Leaves a draft for the account’s policy. */
export function discardDraft(id: Editable): void {
  const { [id]: _, ...others } = drafts.peek();
  drafts.value = others;
}

/** Goes on with a draft on top of what the account has now. */
export function keepMine(id: Editable): void {
  const draft = drafts.peek()[id];
  if (draft) drafts.value = { ...drafts.peek(), [id]: { ...draft, base: accountTexts.peek()[id] } };
}

let key: string | undefined;

function receive(event: WebEvent): void {
  const wasDone = page.peek().view?.done;
  page.value = pageAfter(page.peek(), event);
  const now = page.peek().view;
  if (!now) return;
  if (key === undefined) {
    key = draftKey(now.facts);
    drafts.value = keptDrafts(localStorage, key);
  }
  for (const id of EDITED) drafts.value = settled(drafts.peek(), id, accountTexts.peek()[id]);
  // The page goes on with the account, also with what another tab or a terminal did.
  if (wasDone !== undefined && wasDone !== now.done) chosen.value = undefined;
}

/** Connects the page. */
export function beginPage(given: LabClient): void {
  client = given;
  given.follow(receive, (is) => {
    connection.value = is;
  });
  effect(() => {
    const now = drafts.value;
    if (key !== undefined) areKept.value = keepDrafts(localStorage, key, now);
  });
}

import { signal } from '@preact/signals';
import { prettyDocument } from '../../../policy/pretty.ts';
import { signOf } from '../../../report/marks.ts';
import { EDITED } from '../edited.ts';
import { accountTexts, discardDraft, drafts, shownDocuments, type } from '../store.ts';
import { gradeTask, isSolved } from './grade.ts';
import { fragmentOf, type SharedState } from './share.ts';
import { type PolicyPair, type PolicyTask, TASKS } from './tasks.ts';

/** The id of the open task. */
export const openTask = signal<string | undefined>(undefined);
const solved = signal<ReadonlySet<string>>(new Set());
const copied = signal(false);

/** Puts policies into the editors. */
export function load(policies: { readonly [E in keyof PolicyPair]?: PolicyPair[E] }): void {
  for (const id of EDITED) {
    const document = policies[id];
    if (document) type(id, prettyDocument(document));
  }
}

const textNow = (id: (typeof EDITED)[number]): string => drafts.value[id]?.text ?? accountTexts.value[id];

export const stateNow = (): SharedState => ({
  role: textNow('role-policy'),
  key: textNow('key-policy'),
  ...(openTask.value === undefined ? {} : { task: openTask.value }),
});

/** The tasks, and how far the open one is. */
export function TasksPane() {
  const task = TASKS.find(({ id }) => id === openTask.value);
  return (
    <nav class="steps" aria-label="Tasks">
      <ol>
        {TASKS.map((one) => (
          <li key={one.id} class={solved.value.has(one.id) ? 'done' : 'open'}>
            <button type="button" aria-current={one === task ? 'step' : undefined} onClick={() => start(one)}>
              <span class="mark" aria-hidden="true">
                {signOf(solved.value.has(one.id) ? 'done' : 'open')}
              </span>
              <span class="name">{one.title}</span>
              <span class="unseen">: {solved.value.has(one.id) ? 'solved' : 'open'}</span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function start(task: PolicyTask): void {
  openTask.value = task.id;
  load(task.start);
}

/** What the open task wants, each decision with its mark. */
export function TaskGoal() {
  const task = TASKS.find(({ id }) => id === openTask.value);
  if (!task) return <p>Choose a task, or edit the policies and see who may do what.</p>;
  const wants = gradeTask(task, shownDocuments.value);
  if (isSolved(task, shownDocuments.value) && !solved.peek().has(task.id)) {
    queueMicrotask(() => {
      solved.value = new Set([...solved.peek(), task.id]);
    });
  }
  return (
    <section class="guide" aria-labelledby="task-title">
      <h2 id="task-title">{task.title}</h2>
      <p>{task.says}</p>
      <ul class="results" aria-live="polite">
        {wants.map(({ says, isMet }) => (
          <li key={says} class={isMet ? 'passed' : 'failed'}>
            {signOf(isMet ? 'done' : 'failed')} {says}
          </li>
        ))}
      </ul>
      {wants.every(({ isMet }) => isMet) && (
        <p class="note">Solved: any policies with these decisions are right.</p>
      )}
      <div class="buttons">
        <button type="button" onClick={() => start(task)}>
          Begin again
        </button>
        <button type="button" onClick={() => load(task.solution)}>
          Show a solution
        </button>
      </div>
    </section>
  );
}

/** Back to the sample account, or a link to what is in the editors. */
export function OfflineButtons() {
  return (
    <div class="buttons">
      <button
        type="button"
        onClick={() => {
          openTask.value = undefined;
          for (const id of EDITED) discardDraft(id);
        }}
      >
        Start over
      </button>
      <button type="button" onClick={() => void share()}>
        Copy a link
      </button>
      {copied.value && <span role="status">The address holds what is in the editors. Nothing was sent.</span>}
    </div>
  );
}

async function share(): Promise<void> {
  history.replaceState(null, '', fragmentOf(stateNow()));
  copied.value = true;
  // From a file, a browser may refuse; the address bar has it anyway.
  await navigator.clipboard.writeText(location.href).catch(() => {});
}

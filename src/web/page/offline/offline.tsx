import { render } from 'preact';
import type { PolicyDocument } from '../../../policy/document.ts';
import * as bench from '../bench.ts';
import { EDITED } from '../edited.ts';
import { EditorPane } from '../editor/editor-pane.tsx';
import { Announcer } from '../matrix/announcer.tsx';
import { Matrix } from '../matrix/matrix.tsx';
import { showAllText } from '../shell/visible-text.ts';
import { beginPage, bench as loaded, type } from '../store.ts';
import '../style.css';
import { offlineClient } from './offline-client.ts';
import { stateIn } from './share.ts';
import { load, OfflineButtons, openTask, TaskGoal, TasksPane } from './tasks-pane.tsx';

/** A document of the page that can be loaded into the editor. */
export interface PageDocument {
  readonly title: string;
  readonly 'key-policy': PolicyDocument;
}

const data = document.getElementById('documents')?.textContent ?? '[]';
const documents = JSON.parse(data) as readonly PageDocument[];

function OfflineApp() {
  return (
    <>
      <header class="masthead">
        <p class="eyebrow">kms-lab</p>
        <h1>Who may do what with a KMS key</h1>
        <p class="who">
          A sample account, and an evaluator of its policies. No AWS account, and nothing is sent anywhere.
        </p>
      </header>
      <div class="room">
        <TasksPane />
        <main id="work" tabIndex={-1}>
          <TaskGoal />
          <OfflineButtons />
          <div class="bench">
            <div class="policies">
              {EDITED.map((id) => (
                <EditorPane key={id} id={id} />
              ))}
              <label>
                A key policy of the workshop page:{' '}
                <select
                  onChange={({ currentTarget }) => {
                    const chosen = documents[Number(currentTarget.value)];
                    if (chosen) load(chosen);
                  }}
                >
                  <option value="">choose …</option>
                  {documents.map(({ title }, index) => (
                    <option key={title} value={index}>
                      {title}
                    </option>
                  ))}
                </select>
              </label>
            </div>
            <Matrix />
          </div>
        </main>
      </div>
      <Announcer />
    </>
  );
}

showAllText();
loaded.value = bench;
beginPage(offlineClient);
const shared = stateIn(location.hash);
if (shared) {
  openTask.value = shared.task;
  type('role-policy', shared.role);
  type('key-policy', shared.key);
}
const place = document.getElementById('lab')!;
place.textContent = '';
render(<OfflineApp />, place);

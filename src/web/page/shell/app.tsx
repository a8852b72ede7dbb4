import { signal } from '@preact/signals';
import { EDITED } from '../edited.ts';
import { EditorPane } from '../editor/editor-pane.tsx';
import { Announcer } from '../matrix/announcer.tsx';
import { Matrix } from '../matrix/matrix.tsx';
import { view } from '../store.ts';
import { ActBar } from '../walk/act-bar.tsx';
import { OutcomePane } from '../walk/outcome.tsx';
import { QuestionDialog } from '../walk/question-dialog.tsx';
import { StepGuide } from '../walk/step-guide.tsx';
import { Steps } from '../walk/steps.tsx';
import { TimeLine } from '../walk/time-line.tsx';
import { Masthead } from './masthead.tsx';
import { StandingNotes } from './standing-notes.tsx';

/** Loaded after the first paint. */
export const panes = signal<typeof import('../panes.ts') | undefined>(undefined);

/** The lab: the walk beside the policies and what they decide. */
export function App() {
  const later = panes.value;
  return (
    <>
      <a class="skip" href="#work">
        Skip to the step
      </a>
      <Masthead />
      {view.value && (
        <div class="room">
          <Steps />
          <main id="work" tabIndex={-1}>
            {later && <later.RoomBar />}
            <StandingNotes />
            <StepGuide />
            <ActBar />
            <OutcomePane />
            <div class="bench">
              <div class="policies">
                {EDITED.map((id) => (
                  <EditorPane key={id} id={id} />
                ))}
              </div>
              <Matrix />
            </div>
            <TimeLine />
            {later && (
              <>
                <later.WebAppPane />
                <later.RequestsPane />
              </>
            )}
          </main>
        </div>
      )}
      <Announcer />
      <QuestionDialog />
    </>
  );
}

import { expect, test } from 'vitest';
import { DOWN } from '../cli/step/pty.ts';
import { freshState } from '../end-to-end/kms-lab.ts';
import { writeDocs } from './docs.ts';
import { handsIn, LEFT } from './hands.ts';
import { marked, recordStep } from './recording.ts';

const ABOUT = `kms-lab step in a terminal of 80 columns: all seven steps by keys, and everything
one can answer.
Written by npm run show. Lines that begin with # were not on the screen, or did
not stay there.`;

test('walk.txt', async () => {
  const stateDir = freshState();
  const first = recordStep(stateDir);
  await first.person.sees('then Enter.');
  first.remarks(
    `While it is open the question looks like this; what was answered stays.\n\n${await first.glimpse('? show')}`,
  );
  first.person.types(DOWN);
  await first.answers('show the diff');
  await first.answers('m');
  await first.answers('i');
  await first.person.sees('Watching for your change');
  const hands = await handsIn(stateDir);
  first.remarks(
    'At another terminal, by the AWS SDK:\niam:CreatePolicyVersion without kms:Decrypt.',
    'Done:',
  );
  await hands.allowTheRole(LEFT);
  await first.person.sees('Done: it is as the step wants it');
  const one = await first.leaves();

  const second = recordStep(stateDir);
  await second.answers('h');
  await second.answers('d');
  await second.answers('d');
  await second.answers('s');
  await second.answers('s', 'undone?');
  await second.answers('b');
  await second.answers('d');
  await second.answers('d');
  await second.answers('b');
  await second.answers('y', 'that?');
  await second.answers('d');
  await second.answers('d');
  await second.person.sees('The page is done');
  const two = await second.leaves();

  expect([one.exitCode, two.exitCode]).toEqual([0, 0]);
  writeDocs(
    'walk.txt',
    [marked(ABOUT).join('\n'), one.transcript, '# Another day.', two.transcript].join('\n\n'),
  );
});

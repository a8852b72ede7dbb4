import { describe, expect, test } from 'vitest';
import type { Suggestion } from '../../src/contract/suggestion.ts';
import type { FacetChange } from '../../src/contract/surroundings.ts';
import { inOrderToType } from '../../src/engine/to-type.ts';

const aws = (shell: string): Suggestion => ({ shell });
const run = (...words: readonly string[]): Suggestion => ({ run: words });
const AGAIN = run('reset');
const around = (undo: readonly Suggestion[], madeAnew?: true): FacetChange => ({
  about: 'key-state',
  ...{ facet: 'a facet', before: 'so', now: 'otherwise', says: 'It changed.', undo },
  ...(madeAnew ? { madeAnew } : {}),
});
const [TEARDOWN, SETUP, REBASE, AS_ROOT] = [
  run('teardown', '--delete-key', 'k'),
  run('setup'),
  run('checkpoint', 'rebase'),
  run('reset', '--operator', 'root'),
];

describe('what to type, in order', () => {
  test.each<[string, readonly (readonly Suggestion[])[], readonly FacetChange[], readonly Suggestion[]]>([
    ['the command itself where nothing else is named', [], [], [AGAIN]],
    ['each command once', [[aws('a')], [aws('a')]], [], [aws('a'), AGAIN]],
    [
      'setup before what is put back into what it makes',
      [[SETUP]],
      [around([aws('put')])],
      [SETUP, aws('put'), AGAIN],
    ],
    [
      'what was added before a teardown that it stands in the way of',
      [[TEARDOWN, SETUP], [aws('of userA')]],
      [around([aws('detach')])],
      [aws('of userA'), aws('detach'), TEARDOWN, SETUP, AGAIN],
    ],
    [
      'nothing of what is made anew',
      [[TEARDOWN, SETUP]],
      [around([aws('alias')], true)],
      [TEARDOWN, SETUP, AGAIN],
    ],
    [
      'that too, where nothing is made anew',
      [[SETUP]],
      [around([aws('alias')], true)],
      [SETUP, aws('alias'), AGAIN],
    ],
    [
      'accepting the rest after what undoes something',
      [],
      [around([REBASE]), around([aws('undo')])],
      [aws('undo'), REBASE, AGAIN],
    ],
    [
      'another principal’s reset last, and in the place of one’s own',
      [[AS_ROOT], [aws('a')]],
      [],
      [aws('a'), AS_ROOT],
    ],
  ])('%s', (_, left, changes, expected) => {
    expect(inOrderToType({ left, around: changes, again: AGAIN })).toEqual(expected);
  });
});

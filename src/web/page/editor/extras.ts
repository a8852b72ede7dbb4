import { autocompletion, completionKeymap } from '@codemirror/autocomplete';
import { bracketMatching } from '@codemirror/language';
import { searchKeymap } from '@codemirror/search';
import type { Extension } from '@codemirror/state';
import { keymap } from '@codemirror/view';
import type { Facts } from '../../../contract/facts.ts';
import { completing } from './completions.ts';

/** What an editor has from when it is first used: completion, search and matching brackets. */
export const extrasFor = (facts: () => Facts): Extension => [
  bracketMatching(),
  autocompletion({ override: [completing(facts)] }),
  keymap.of([...searchKeymap, ...completionKeymap]),
];

import { refusalDetailsOf } from '../contract/refusal-details.ts';
import { type Suggestion, sh } from '../contract/suggestion.ts';
import type { Style } from './style.ts';
import { suggestionLines } from './suggestions.ts';
import { wrap } from './wrap.ts';

/** AWS's details of a refusal; empty if the text may end up in a file. */
export function refusalDetailLines(error: unknown, style: Style, indent = ''): readonly string[] {
  const details = style.isScreen ? refusalDetailsOf(error) : undefined;
  if (!details) return [];
  const { link, id, encoded } = details;
  const said = (text: string) => wrap(text, style.width, indent);
  return [
    ...said('AWS offers details of this refusal. They are shown here only, and written to no file.'),
    ...(link || id ? said('They can be read for 24 hours, by anyone in the account:') : []),
    ...(link ? [`${indent}  ${link}`] : []),
    ...(id ? [`${indent}  authorization id ${id}`] : []),
    ...(encoded ? suggestionLines([decoding(encoded)], style, `${indent}  `) : []),
  ];
}

const decoding = (message: string): Suggestion => ({
  shell: sh`aws sts decode-authorization-message --query DecodedMessage --output text --encoded-message ${message}`,
  why: 'decodes them',
});

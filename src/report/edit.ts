import type { AccessMatrix } from '../contract/access.ts';
import type { LabError } from '../contract/errors.ts';
import type { Change } from '../contract/resource.ts';
import { accessChanges } from './access-change.ts';
import { changeDiff } from './changes.ts';
import { heading, type Style } from './style.ts';
import { wrap } from './wrap.ts';

/** What saving a policy would do: its changed lines, and who may do what afterward. */
export function editPreview(
  changes: readonly Change[],
  access: { readonly before: AccessMatrix; readonly after: AccessMatrix } | LabError,
  style: Style,
): string {
  return [
    ...changes.map((change) => changeDiff(change, style)),
    [heading('Predicted access', style), ...accessLines(access, style)].join('\n'),
  ].join('\n\n');
}

function accessLines(access: Parameters<typeof editPreview>[1], style: Style): readonly string[] {
  if (access instanceof Error) return wrap(`It cannot be predicted: ${access.message}`, style.width, '  ');
  const lines = accessChanges(access.before, access.after, style);
  return lines.length > 0 ? lines : wrap('The access matrix stays as it is.', style.width, '  ');
}

import Table from 'cli-table3';
import type { Checkpoint } from '../contract/checkpoint.ts';
import type { Change } from '../contract/resource.ts';
import { RESOURCE_ORDER } from '../contract/resource.ts';
import { changeDiff, documentText } from './changes.ts';
import { heading, type Style } from './style.ts';
import { NO_BORDERS } from './table.ts';
import { fold, labelled, wrap } from './wrap.ts';

const COLUMN = 12;

export function checkpointList(checkpoints: readonly Checkpoint[], style: Style): string {
  if (checkpoints.length === 0) {
    return wrap(
      'No checkpoints yet: the first run keeps the baseline before it changes anything.',
      style.width,
    ).join('\n');
  }
  const table = new Table(NO_BORDERS);
  for (const { id, takenAt, variant, unverified } of checkpoints)
    table.push([`${id}  `, `${minute(takenAt)}  `, `${variant}${unverified ? `, ${unverified}` : ''}`]);
  return table
    .toString()
    .split('\n')
    .flatMap((line) => fold(line.trimEnd(), style.width))
    .join('\n');
}

/** A checkpoint with the documents it holds. */
export function checkpointText(checkpoint: Checkpoint, style: Style): string {
  const { id, takenAt, variant, facts, documents, unverified } = checkpoint;
  const line = (label: string, text: string) => labelled(`  ${label}`, text, style.width, COLUMN);
  const held = RESOURCE_ORDER.flatMap((resource) => {
    const document = documents[resource];
    const lines = document ? documentText(document).split('\n') : ['none'];
    return ['', heading(resource, style), ...lines.flatMap((text) => fold(`  ${text}`, style.width))];
  });
  return [
    heading(`checkpoint ${id}`, style),
    line('taken', minute(takenAt)),
    ...(unverified ? [line('as saved', `no: ${unverified}`)] : []),
    line('variant', variant),
    line('account', `${facts.accountId} in ${facts.region}`),
    line('key', `${facts.key.alias} (${facts.key.id})`),
    ...held,
  ].join('\n');
}

/** What would change on the way from one checkpoint to another. */
export const checkpointDiff = (from: string, to: string, changes: readonly Change[], style: Style): string =>
  changes.length === 0
    ? wrap(`${from} and ${to} hold the same documents, by meaning.`, style.width).join('\n')
    : [heading(`from ${from} to ${to}`, style), ...changes.map((change) => changeDiff(change, style))].join(
        '\n\n',
      );

/** `2026-11-24 15:04 UTC` */
const minute = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

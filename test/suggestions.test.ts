import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../src/cli/commands/index.ts';

/** What to type is data (`Suggestion`): in prose it could neither be quoted nor carry the user's options. */

const root = resolve(import.meta.dirname, '..');

/** Files whose sentences still hold commands, until they are rewritten. */
const NOT_YET: readonly RegExp[] = [/^src\/aws\/doctor\//];
/** A CloudFormation template describes itself to the console, and what to do after it. */
const ELSEWHERE = ['src/aws/workshop/template.ts'];
const files = ['src', 'steps', 'checks'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`),
);

const commands = [...new Set(COMMANDS.map(({ name }) => name.split(' ')[0]))].join('|');
const OURS = new RegExp(`\\bkms-lab (?:${commands})(?![\\w-])`);
/** `aws iam create-user` in a member that is read as a sentence. */
const OTHERS =
  /\b(?:hint|text|do|says|remedy|note): (?:(?!,\n|shell:)[\s\S])*?\baws [a-z0-9]+ [a-z]+-[a-z-]+/g;
/** Comments, and the tables from which `--help` and the README are made. */
const NO_SENTENCE = /^\s*(?:\/\/|\/?\*)|\b(?:type|does): ['"`]/;

/** Commands inside sentences of a file. */
const commandsInProse = (source: string): readonly string[] => [
  ...source.split('\n').filter((line) => OURS.test(line) && !NO_SENTENCE.test(line)),
  ...[...source.matchAll(OTHERS)].map(([text]) => text),
];

describe('no sentence contains a command', () => {
  const asked = files.filter(
    (file) => !ELSEWHERE.includes(file) && !NOT_YET.some((pattern) => pattern.test(file)),
  );

  test.each(asked)('%s', (file) => {
    expect(commandsInProse(readFileSync(join(root, file), 'utf8'))).toEqual([]);
  });
});

test.each([
  ["throw new LabError('ERR_AWS', 'x', { hint: 'kms-lab status, then again' })", 1],
  ['const HINT = `kms-lab rollback --to ${place} takes it back`', 1],
  ["({ hint: ready ? 'go on' : 'start it: aws ec2 start-instances --instance-ids ID' })", 1],
  ["({ next: [{ shell: 'aws ec2 start-instances --instance-ids ID', why: 'starts it' }] })", 0],
  ["({ next: [{ run: ['status'] }] })", 0],
  ["({ examples: [{ type: 'kms-lab status', does: 'x' }] })", 0],
  ["({ message: 'this kms-lab reads no such file' })", 0],
])('what counts as one: %s', (source, offences) => {
  expect(commandsInProse(source)).toHaveLength(offences);
});

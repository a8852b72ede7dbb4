import { expect, test } from 'vitest';
import { writeDocs } from '../show/docs.ts';
import { agree, disagreements } from './agree.ts';
import type { Situation } from './situation.ts';
import { SUBJECTS } from './situations/index.ts';
import { type Row, tableOf } from './table.ts';

const ABOUT = `# What each command says of an account

Each situation is arranged by hand, over the wire, on a sandbox of its own. Then the commands are asked, in this order:
\`doctor\`, \`plan\`, \`status\`, \`verify\` and \`run\`. They have to agree whether the lab runs. Where it does not, each of
\`doctor\`, \`plan\` and \`run\` has to name what decides, \`run\` must not have written anything, and the walk's hint at
that step has to name it too. Where it runs, \`run\`, \`status\`, \`verify\` and \`reset\` have to end with exit code 0, and
the account has to be as it was. A cell is an exit code and, if there is one, the code of the error. Written by
\`npm run agreement\`.`;

test('agreement.md', async () => {
  const sections: string[] = [];
  const all: Row[] = [];
  for (const subject of SUBJECTS) {
    const rows = await inTurn(subject.situations, rowOf);
    all.push(...rows);
    sections.push(tableOf(subject, rows));
    // It takes minutes, so partial results are kept if it is stopped.
    const agreed = all.filter((row) => row.disagreements.length === 0).length;
    const total = `${agreed} of ${all.length} situations agree.`;
    writeDocs('quality/agreement.md', [ABOUT, total, ...sections].join('\n\n'));
  }
  expect(all.flatMap((row) => row.disagreements.map((text) => `${row.situation.name}: ${text}`))).toEqual([]);
});

/** Two at a time, in order, because each has pauses. */
async function inTurn<T, R>(all: readonly T[], make: (one: T) => Promise<R>): Promise<readonly R[]> {
  const made: R[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < all.length; index = next++) made[index] = await make(all[index]!);
  };
  await Promise.all([lane(), lane()]);
  return made;
}

async function rowOf(situation: Situation): Promise<Row> {
  const agreement = await agree(situation);
  const row = { situation, agreement, disagreements: disagreements(situation, agreement) };
  if (row.disagreements.length > 0) {
    console.log(JSON.stringify({ name: situation.name, disagreements: row.disagreements, ...agreement }));
  }
  return row;
}

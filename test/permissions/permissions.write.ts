import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'vitest';
import { COMMAND_ROWS, makersOf } from './commands.ts';
import { classify, foreseenBy, gather } from './derive.ts';
import { tryOut } from './trial.ts';

const FILE = resolve(import.meta.dirname, '../../src/aws/permissions.json');

/** The operator may do everything, so nothing prevents a command from requesting the rest. */
test('src/aws/permissions.json', async () => {
  const found = [];
  for (const row of COMMAND_ROWS) {
    const demanded = [...foreseenBy(row)];
    for (const call of row.calls) demanded.push(...(await tryOut(row, call)).demanded);
    for (const command of makersOf(row)) {
      for (const one of demanded) found.push(await classify(command, one));
    }
  }
  writeFileSync(FILE, `${JSON.stringify(gather(found), null, 2)}\n`);
});

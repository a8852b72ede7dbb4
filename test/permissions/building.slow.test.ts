import { BUILDING } from './commands.ts';
import { prove } from './prove.ts';

for (const row of BUILDING) prove(row);

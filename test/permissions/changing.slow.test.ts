import { CHANGING } from './commands.ts';
import { prove } from './prove.ts';

for (const row of CHANGING) prove(row);

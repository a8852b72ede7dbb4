import { sampled } from '../sampled.ts';
import { CHANGING } from './commands.ts';
import { prove } from './prove.ts';

for (const row of sampled(CHANGING, 8)) prove(row);

import { sampled } from '../sampled.ts';
import { LOOKING, OPTIONS } from './commands.ts';
import { prove } from './prove.ts';

for (const row of sampled([...LOOKING, ...OPTIONS], 4)) prove(row);

import { LOOKING, OPTIONS } from './commands.ts';
import { prove } from './prove.ts';

for (const row of [...LOOKING, ...OPTIONS]) prove(row);

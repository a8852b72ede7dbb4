import type { Command } from '../../command.ts';
import { env } from './env.ts';
import { exec } from './exec.ts';
import { info } from './info.ts';
import { log } from './log.ts';
import { reset } from './reset.ts';
import { load, save } from './save.ts';
import { serve } from './serve.ts';
import { shell } from './shell.ts';

export const sandbox: readonly Command[] = [serve, exec, shell, env, info, log, save, load, reset];

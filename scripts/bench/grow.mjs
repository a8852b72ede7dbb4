/** `node grow.mjs ACCOUNTS`: a process of its own, so that its memory is that of one fleet. */
import { load } from './load.mjs';

const growth = await load('growth', 'scripts/bench/growth.ts');
const { ms, least } = await growth(Number(process.argv[2]));
console.log(JSON.stringify({ ms, least, peak: process.resourceUsage().maxRSS * 1024 }));

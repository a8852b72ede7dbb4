/** `node --expose-gc class-hour.mjs SEATS PAGES`: a process of its own, so that its memory is that of one board. */
import { load } from './load.mjs';

const simulatedHour = await load('simulatedHour', 'scripts/bench/class.ts');
const [seats, pages] = process.argv.slice(2).map(Number);
const bytesInUse = () => {
  globalThis.gc();
  return process.memoryUsage().heapUsed;
};
console.log(JSON.stringify(await simulatedHour(seats, pages, bytesInUse)));
process.exit();

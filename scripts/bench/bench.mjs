/** Every number that the documentation claims of one account; those of a room are in fleet-bench.mjs. */
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

import { byHand } from './by-hand.mjs';
import { countBy, HOPS, isWrite, pathText, repeated } from './calls.mjs';
import { decisions } from './evaluator.mjs';
import { keys } from './keys.mjs';
import { callsOnAws, latency, overhead, sharedState } from './lab.mjs';
import { hasProgram } from './processes.mjs';
import { sandbox } from './sandbox.mjs';
import { again, startup } from './startup.mjs';
import { megabytes, ms, perSecond, ratioOf, tableOf } from './table.mjs';

/** AWS requests of the whole lab: on the sandbox, and on a target whose answers have to agree. */
const MOST_CALLS = { sandbox: 270, aws: 400 };

/** A lab with its state in S3. */
const MOST_STATE_REQUESTS = 40;

/** Why a call is made that an earlier one has answered. */
const FRESH =
  'What remains are fresh looks: a command reads the account again once it has opened it, and a failed check runs again.';

const NOT_HERE = 'not here';

const { row, write } = tableOf('bench', 'npm run bench');

const start = await startup();
const bare = (name, limits) =>
  row(`start: ${name}`, ms(start[name].ms), `node -e 0: ${ms(start.empty.ms)}`, {
    ratio: start[name].ms / start.empty.ms,
    ...limits,
  });
bare('version', { atMost: 1.5 });
bare('help', { atMost: 1.5 });
bare('plan', {
  note: 'It signs in, finds the lab’s things and reads them, over the wire, from an account it has to make first: no start, but work.',
});
const work = await overhead();
row('the whole lab, cold', ms(start.run.ms), `node -e 0: ${ms(start.empty.ms)}`, {
  ratio: start.run.ms / start.empty.ms,
  atMost: 12,
  note: `Its ${work[0].calls.length} calls and ${work[0].visits} visits alone, made bare by a fresh process on a server that is warm, take ${ratioOf({ ratio: work[0].bare / start.empty.ms })} of node -e 0: each runs code of the SDK that nothing has compiled yet.`,
});
row(
  'memory at its largest, the whole lab',
  megabytes(start.run.peak),
  `node -e 0: ${megabytes(start.empty.peak)}`,
  {
    ratio: start.run.peak / start.empty.peak,
  },
);

const pressed = hasProgram('script') ? await keys() : undefined;
row(
  'a key of the walk, to the next screen',
  pressed ? ms(pressed.all) : NOT_HERE,
  pressed ? `node -e 0: ${ms(pressed.empty)}` : '',
  pressed && {
    ratio: pressed.all / pressed.empty,
    atMost: 2,
    note: `In a pseudo terminal, on the sandbox. By key: ${pressed.each.map(([name, time]) => `${name} ${ms(time)}`).join(', ')}. The last four look at the account anew.`,
  },
);

const { writes } = await again();
row('writes of a second run', String(writes), 'none', { ratio: writes, atMost: 0 });

for (const { what, tool, bare: plain, calls, visits } of work) {
  row(`${what}: the tool`, ms(tool), `its ${calls.length} calls and ${visits} visits, bare: ${ms(plain)}`, {
    ratio: tool / plain,
    atMost: 1.1,
    note: 'A visit is one of the web app.',
  });
}

const [{ calls, tool }] = work;
const extra = repeated(calls);
row('calls of the whole lab', String(calls.length), `the most: ${MOST_CALLS.sandbox}`, {
  ratio: calls.length / MOST_CALLS.sandbox,
  atMost: 1,
  note: `Asked again with no write in between: ${countBy(extra, ({ operation }) => operation)
    .map(([operation, number]) => `${operation} ${number}`)
    .join(', ')}. ${calls.filter(isWrite).length} calls write. ${FRESH}`,
});

const agreeing = await callsOnAws();
row('calls where answers have to agree', String(agreeing), `the most: ${MOST_CALLS.aws}`, {
  ratio: agreeing / MOST_CALLS.aws,
  atMost: 1,
  note: 'With --target aws, against sandbox serve.',
});

const far = await latency();
const bound = tool + HOPS * far.perCall;
row(`with ${far.perCall} ms a call`, ms(far.ms), `${HOPS} calls in a row: ${ms(bound)}`, {
  ratio: far.ms / bound,
  atMost: 1.12,
  note: `In a row: ${pathText}.`,
});

const shared = await sharedState();
row(`state in S3, with ${shared.perCall} ms a call`, ms(shared.s3), `in a folder: ${ms(shared.folder)}`, {
  ratio: shared.s3 / shared.folder,
  atMost: 1.25,
});
row('requests to the state in S3, the whole lab', `${shared.requests}`, `${MOST_STATE_REQUESTS}`, {
  ratio: shared.requests / MOST_STATE_REQUESTS,
  atMost: 1,
});

const hand = await byHand();
row('the page by hand, with the aws CLI', ms(tool), hand === undefined ? NOT_HERE : ms(hand), {
  ...(hand === undefined ? {} : { ratio: hand / tool }),
});

const rate = await decisions();
row('decisions on one core', perSecond(rate.ours), `iam-simulate: ${perSecond(rate.theirs)}`, {
  ratio: rate.ours / rate.theirs,
  atLeast: 20,
});

await sandbox(row);

write();
process.exit();

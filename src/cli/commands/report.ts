import { resolve } from 'node:path';
import { LabError } from '../../contract/errors.ts';
import type { Journal, RunName } from '../../contract/journal.ts';
import type { Where } from '../../engine/journal.ts';
import type { FormatName } from '../../report/formats.ts';
import type { KnownMatrix } from '../../report/report-model.ts';
import type { EndedRun } from '../../report/runs.ts';
import type { CliCommand, Invocation } from '../command.ts';
import { isTerminal } from '../streams.ts';
import { OUTPUT, SHARED_STATE } from '../used-options.ts';
import { answerOffline } from '../with-account.ts';

const FORMAT_NAMES = ['html', 'md', 'junit', 'json'] as const satisfies readonly FormatName[];

/** The default file of a page, if no file is named and stdout is a terminal. */
const DEFAULT_FILE = 'kms-lab-report.html';

export const reportCommand: CliCommand = {
  name: 'report',
  prints: 'data',
  does: 'a report of a run or a walk, from its journal; needs no account',
  uses: ['stateDir', ...SHARED_STATE, 'allowHttp', 'account', 'region', ...OUTPUT],
  takes: [
    {
      name: 'run',
      does: 'its number or its id in report --list; otherwise the last run, step or resume',
      optional: true,
    },
  ],
  options: [
    {
      key: 'format',
      flags: '--format <name>',
      does: 'a page, Markdown, JUnit XML for CI, or JSON',
      choices: FORMAT_NAMES,
      fallback: 'html',
    },
    { key: 'out', flags: '--out <file>', does: 'where it goes; - is the standard output, as in a pipe' },
    {
      key: 'name',
      flags: '--name <name>',
      does: 'whose report it is, on its first page',
      form: { pattern: /^(?=.*\S)[^\p{Cc}]{1,80}$/u, is: 'a name of at most 80 characters, in one line' },
    },
    {
      key: 'list',
      flags: '--list',
      does: 'the runs there are, numbered from the latest',
      onlyWith: ['stateDir', ...SHARED_STATE, 'allowHttp', 'account', 'region', ...OUTPUT],
    },
  ],
  examples: [
    { type: 'kms-lab report', does: `the last run or walk, as ${DEFAULT_FILE}` },
    { type: "kms-lab report 2 --name 'Ada Lovelace'", does: 'the second of the list, with a name on it' },
    { type: 'kms-lab report --format md', does: 'on the screen' },
    { type: 'kms-lab report 1a2b3c4d --format junit --out report.xml', does: 'one run, for CI' },
    { type: 'kms-lab report --list', does: 'which runs there are' },
  ],
  async act(invocation) {
    const { options } = invocation;
    const { state } = options;
    if (state) await (await import('../whole-state.ts')).fetchShared(options, state);
    return invocation.given.list ? list(invocation) : make(invocation);
  },
};

async function list(invocation: Invocation) {
  const [{ listReportedRuns }, { runList }] = await Promise.all([
    import('../../engine/index.ts'),
    import('../../report/runs.ts'),
  ]);
  const { stateDir, account, region } = invocation.options;
  const runs = await withEndings(await listReportedRuns(stateDir, { account, region }));
  return answerOffline(invocation, {
    records: runs.map((run) => ({ type: 'run', ...run })),
    text: (style) => runList(runs, style),
  });
}

/** How each run ended, as far as its journal can be read. */
const withEndings = (runs: readonly RunName[]): Promise<readonly EndedRun[]> =>
  Promise.all(
    runs.map(async (run, index) => {
      const journal = await readable(run);
      const ended = journal?.lines.map(({ event }) => event).findLast((event) => event.type === 'summary');
      const ending = ended ? (ended.error?.code ?? ended.exitCode) : 'cut off';
      return { number: index + 1, ...run, ending };
    }),
  );

/** The commands that follow the page: without a run id, the report is about one of them. */
const WHOLE: ReadonlySet<string> = new Set(['run', 'step', 'web', 'resume']);

/**
 * The journal of the last run or walk with something to report: a command that was refused at its first step has
 * nothing. If there is no such run, of the last command with something to report.
 */
async function lastTold(where: Where & { readonly stateDir: string }): Promise<Journal> {
  const { findRun, listReportedRuns, readJournal } = await import('../../engine/index.ts');
  const runs = await listReportedRuns(where.stateDir, where);
  const isWhole = ({ command }: RunName) => WHOLE.has(command);
  for (const run of [...runs.filter(isWhole), ...runs.filter((run) => !isWhole(run))]) {
    const journal = await readJournal(run);
    if (journal.lines.some(({ event }) => TELLING.has(event.type))) return journal;
  }
  return readJournal(await findRun(where.stateDir, where));
}

const TELLING: ReadonlySet<string> = new Set(['step-settled', 'check-settled', 'change-applied', 'matrix']);

/** How many runs to search for a matrix: a journal can have a megabyte. */
const LOOK_BACK = 20;

/** Who could do what after each step, as earlier runs of the same account last saw it. */
async function knownBefore(
  { run, lines }: Journal,
  stateDir: string,
): Promise<ReadonlyMap<string, KnownMatrix>> {
  const [{ listRuns }, { lastMatrices, variantOf }] = await Promise.all([
    import('../../engine/index.ts'),
    import('../../report/last-matrices.ts'),
  ]);
  const earlier = (await listRuns(stateDir, { account: run.accountId, region: run.region })).filter(
    ({ target, startedAt }) => target === run.target && startedAt < run.startedAt,
  );
  const known = new Map<string, KnownMatrix>();
  for (const one of earlier.slice(0, LOOK_BACK)) {
    const journal = await readable(one);
    if (!journal || variantOf(journal) !== variantOf({ lines })) continue;
    for (const [step, matrix] of lastMatrices(journal)) {
      if (!known.has(step)) known.set(step, matrix);
    }
  }
  return known;
}

/** `undefined` if nothing of it can be read. */
async function readable(run: RunName): Promise<Journal | undefined> {
  const { readJournal } = await import('../../engine/index.ts');
  try {
    return await readJournal(run);
  } catch (error) {
    if (error instanceof LabError) return undefined;
    throw error;
  }
}

async function make(invocation: Invocation) {
  const [{ findRun, readJournal }, { pipeline }, { tellStory }, { FORMATS }] = await Promise.all([
    import('../../engine/index.ts'),
    import('../../../steps/index.ts'),
    import('../../report/build-report-model.ts'),
    import('../../report/formats.ts'),
  ]);
  const { given, options, streams } = invocation;
  const journal = given.run
    ? await readJournal(await findRun(options.stateDir, options, given.run))
    : await lastTold(options);
  const story = tellStory(journal, {
    faces: pipeline.stages.map(({ step }) => step),
    name: given.name,
    known: await knownBefore(journal, options.stateDir),
  });
  const format = (given.format ?? 'html') as FormatName;
  const written = await FORMATS[format].write(story);
  const path = fileOf(invocation, FORMATS[format].kind);
  const record = { type: 'report', run: story.run, format, damage: story.damage };
  if (path !== undefined) {
    const [{ writeOutput }, { wroteText }] = await Promise.all([
      import('../output-file.ts'),
      import('../../report/runs.ts'),
    ]);
    await writeOutput(path, written);
    const records = [{ ...record, path }];
    return answerOffline(invocation, { records, text: (style) => wroteText(story, path, style) });
  }
  if (options.json) {
    const records = [{ ...record, content: written }];
    return answerOffline(invocation, { records, text: () => written });
  }
  streams.stdout.write(written);
  return 0;
}

/** The file to write; `undefined` for stdout. */
function fileOf({ given, options, streams }: Invocation, kind: 'text' | 'page'): string | undefined {
  if (given.out === '-') return undefined;
  if (given.out !== undefined) return resolve(streams.cwd(), given.out);
  const looksOn = kind === 'page' && isTerminal(streams) && !options.json;
  return looksOn ? resolve(streams.cwd(), DEFAULT_FILE) : undefined;
}

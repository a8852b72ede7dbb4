import { resolve } from 'node:path';
import type { CliCommand, Invocation } from '../../command.ts';
import { isTerminal } from '../../streams.ts';
import { OUTPUT } from '../../used-options.ts';
import { answerOffline } from '../../with-account.ts';
import { NAMES_OPTION } from './options.ts';

const FORMATS = ['html', 'csv', 'junit', 'json'] as const;
/** The file of a page, if none is named and stdout is a terminal. */
const ROOM_FILE = 'kms-lab-room.html';

export const fleetReport: CliCommand = {
  name: 'fleet report',
  prints: 'data',
  does: 'a report of a fleet: each account, each step, what failed and what stays',
  uses: ['stateDir', ...OUTPUT],
  takes: [{ name: 'fleet', does: 'its id; the latest without one', optional: true }],
  options: [
    {
      key: 'format',
      flags: '--format <name>',
      does: 'a page, CSV for a spreadsheet, JUnit XML with a case for each account, or JSON',
      choices: FORMATS,
      fallback: 'html',
    },
    { key: 'out', flags: '--out <file>', does: 'where it goes; - is the standard output' },
    NAMES_OPTION,
  ],
  examples: [
    { type: 'kms-lab fleet report', does: `the latest fleet, as ${ROOM_FILE}` },
    { type: 'kms-lab fleet report --format csv --out room.csv', does: 'for a spreadsheet' },
    { type: 'kms-lab fleet report --names off', does: 'to show to others' },
  ],
  act: makeReport,
};

async function makeReport(invocation: Invocation) {
  const { given, options, streams } = invocation;
  const { format = 'html' } = given;
  const report = await readReport(invocation);
  const written = await writeAs(format, report);
  const path = fileOf(invocation, format);
  const record = { type: 'fleet-report', fleet: report.fleet, format };
  if (path === undefined) {
    if (options.json) {
      return answerOffline(invocation, {
        records: [Object.assign(record, { content: written })],
        text: () => written,
      });
    }
    streams.stdout.write(written);
    return 0;
  }
  const { writeOutput } = await import('../../output-file.ts');
  await writeOutput(path, written);
  return answerOffline(invocation, {
    records: [Object.assign(record, { path })],
    text: () => `Wrote ${path}: fleet ${report.fleet}, ${report.does} in ${report.rows.length} accounts.`,
  });
}

async function readReport({ given, options }: Invocation) {
  const [
    { findFleet, fleetFolder, readSeats },
    { readJournalFile },
    { readSeatRecords },
    { roomReport },
    { pipeline },
  ] = await Promise.all([
    import('../../../fleet/fleet-folder.ts'),
    import('../../../fleet/journal.ts'),
    import('../../../fleet/seat-record.ts'),
    import('../../../fleet/report/room-report.ts'),
    import('../../../../steps/index.ts'),
  ]);
  const folder = fleetFolder(options.stateDir, await findFleet(options.stateDir, given.fleet));
  return roomReport({
    entries: await readJournalFile(folder),
    records: await readSeatRecords(folder),
    seats: await readSeats(folder),
    steps: pipeline.stages.map(({ step: { id, title } }) => ({ id, title })),
    names: given.names !== 'off',
  });
}

type Report = Awaited<ReturnType<typeof readReport>>;

async function writeAs(format: string, report: Report): Promise<string> {
  switch (format) {
    case 'csv':
      return (await import('../../../fleet/report/csv.ts')).roomCsv(report);
    case 'junit':
      return (await import('../../../fleet/report/junit.ts')).roomJunit(report);
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    default:
      return (await import('../../../fleet/report/html.ts')).roomHtml(report);
  }
}

/** The file to write; `undefined` for stdout. */
function fileOf({ given, options, streams }: Invocation, format: string): string | undefined {
  if (given.out === '-') return undefined;
  if (given.out !== undefined) return resolve(streams.cwd(), given.out);
  const looksOn = format === 'html' && isTerminal(streams) && !options.json;
  return looksOn ? resolve(streams.cwd(), ROOM_FILE) : undefined;
}

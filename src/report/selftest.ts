import type {
  CheckProof,
  MutantFate,
  MutantProof,
  SelftestResult,
  SlipProof,
  SlipWay,
} from '../contract/selftest.ts';
import { heading, type Style } from './style.ts';
import { count, labelled } from './wrap.ts';

const COLUMN = 12;

/** What was proven in three lines; what was not, and what could not be distinguished, one by one. */
export function selftestText({ checks, slips, mutants }: SelftestResult, style: Style): string {
  const unproven = checks.filter(({ proven }) => !proven);
  const missed = slips.filter(({ proven }) => !proven);
  const fated = (fate: MutantFate) => mutants.filter((mutant) => mutant.fate === fate);
  const made = (way: SlipWay) => slips.filter((slip) => slip.way === way).length;
  const line = (label: string, text: string) => labelled(`  ${label}`, text, style.width, COLUMN);
  const list = (title: string, lines: readonly string[]) =>
    lines.length === 0
      ? []
      : [[heading(title, style), ...lines.map((text) => labelled('  -', text, style.width, 4))].join('\n')];
  return [
    [
      heading('The checks, proven on a sandbox of their own', style),
      line(
        'checks',
        `${count(new Set(checks.map(({ check }) => check)).size, 'check')}, run at ${count(placesOf(checks), 'place')} of the page: ${checks.length - unproven.length} times proven to pass there and to fail where it should, ${unproven.length} times not`,
      ),
      line(
        'mistakes',
        `${slips.length - missed.length} of ${slips.length} caught, each with its own hint: ${made('written')} made in the account, ${made('refused')} refused by AWS’s own rules, ${made('told')} given as data`,
      ),
      line(
        'mutants',
        `${mutants.length} policies with one difference: ${fated('killed').length} killed by a check, ${fated('refused').length} refused by the account, ${fated('blinding').length} under which no check can look, ${fated('equivalent').length} with the same meaning, ${fated('survived').length} survived`,
      ),
    ].join('\n'),
    ...list('Not proven', unproven.map(checkLine)),
    ...list('Not caught', missed.map(slipLine)),
    ...list('Survived', fated('survived').map(mutantLine)),
    ...list('Same meaning: everyone’s access is as before', fated('equivalent').map(mutantLine)),
  ].join('\n\n');
}

const placesOf = (checks: readonly CheckProof[]): number =>
  new Set(checks.map(({ variant, step }) => `${variant} ${step}`)).size;

const checkLine = ({ variant, step, check, passes, failsAt }: CheckProof): string =>
  `${check} at ${step} (${variant}): ${passes ? 'passes' : 'does not pass'} there, fails ${failsAt ?? 'nowhere'}`;

const slipLine = ({ step, slip, wanted, hint }: SlipProof): string =>
  `${slip} at ${step}: ${hint ?? 'nothing said'}, not ${wanted}`;

/** How many of the unnoticed differences to show. */
const SHOWN = 3;

function mutantLine({ variant, step, resource, mutant, fate, why }: MutantProof): string {
  const where = `${resource} of ${step} (${variant}), ${mutant}`;
  if (fate !== 'survived') return where;
  const differences = why.split('; ');
  const more = differences.length > SHOWN ? `; and ${differences.length - SHOWN} more` : '';
  return `${where}: ${differences.slice(0, SHOWN).join('; ')}${more}`;
}

import type { Check } from '../../src/contract/check.ts';
import type { Variant } from '../../src/contract/facts.ts';
import type { Finding, Stage } from '../../src/contract/step.ts';
import { CONDITION_KEYS, type ConditionKey } from '../../src/policy/condition-keys.ts';
import { GAPS } from '../../src/sandbox/gaps.ts';
import { pipeline } from '../../steps/index.ts';
import { code, table } from './markdown.ts';

const VARIANTS: readonly Variant[] = ['corrected', 'published'];

/** The findings that the README shows. */
const MOST_SURPRISING = ['account-only-grants', 'role-only-locks-out-its-author', 'mfa-key-misspelt'];

/** What the documentation says about the steps, the checks and the sandbox. */
export const LAB_PARTS = {
  steps: () =>
    table(
      ['Number', 'Step', 'What it does', 'Section of the page'],
      pipeline.stages.map(({ step }, index) => [
        String(index + 1),
        code(step.id),
        step.title,
        `“${step.section}”`,
      ]),
    ),
  findings: () => pipeline.stages.flatMap(sectionOf).join('\n\n'),
  'top-findings': () =>
    MOST_SURPRISING.map((id) => {
      const { pageSays, awsDoes } = pipeline.stages.flatMap(findingsOf).find((one) => one.id === id)!;
      return `- **The page says:** ${pageSays}\n  **AWS does:** ${awsDoes}`;
    }).join('\n'),
  checks: () => {
    const checks = pipeline.stages.flatMap((stage) => VARIANTS.flatMap((variant) => stage.checks(variant)));
    return table(
      ['Check', 'True when', 'Asked after step'],
      once(checks).map(({ id, title }) => [code(id), title, stepsWith(id)]),
    );
  },
  'condition-keys': () =>
    table(
      ['Key', 'Which requests', 'From', 'Predictions'],
      (Object.entries(CONDITION_KEYS) as [string, ConditionKey][]).map(([name, row]) =>
        'gap' in row
          ? [conditionKeyTitle(name), 'none', row.gap, 'as the sandbox']
          : [conditionKeyTitle(name), row.when, row.from, row.unpredicted ?? 'as the sandbox'],
      ),
    ),
  gaps: () =>
    table(
      ['Service', 'The sandbox', 'AWS'],
      GAPS.map(({ service, here, aws }) => [service, here, aws]),
    ),
} satisfies Readonly<Record<string, () => string>>;

/** A family of keys ends where the name that the user chooses begins. */
const conditionKeyTitle = (name: string): string => code(/[/:]$/.test(name) ? `${name}…` : name);

const once = <T extends { readonly id: string }>(all: readonly T[]): readonly T[] => [
  ...new Map(all.map((one) => [one.id, one])).values(),
];

const findingsOf = ({ step }: Stage): readonly Finding[] =>
  once(VARIANTS.flatMap((variant) => step.findings?.(variant) ?? []));

function sectionOf(stage: Stage): readonly string[] {
  const findings = findingsOf(stage);
  const holdsFor = ({ id }: Finding): string => {
    const variants = VARIANTS.filter((variant) =>
      stage.step.findings?.(variant).some((finding) => finding.id === id),
    );
    return variants.length === VARIANTS.length ? '' : ` Only with ${code(`--variant ${variants[0]}`)}.`;
  };
  return findings.length === 0
    ? []
    : [
        `## Step ${code(stage.step.id)}`,
        ...findings.map((finding) =>
          [
            `### ${code(finding.id)}`,
            `- The page says: ${finding.pageSays}`,
            `- AWS does: ${finding.awsDoes}${holdsFor(finding)}`,
            `- Source: ${finding.source}`,
          ]
            .join('\n')
            .replace('\n', '\n\n')
            .replaceAll('<', '&lt;'),
        ),
      ];
}

/** Numbers of the steps, each with the variant if the check runs in only one. */
function stepsWith(check: Check['id']): string {
  const asked = pipeline.stages.flatMap((stage, index) => {
    const variants = VARIANTS.filter((variant) => stage.checks(variant).some(({ id }) => id === check));
    if (variants.length === 0) return [];
    return [variants.length === VARIANTS.length ? `${index + 1}` : `${index + 1} (${variants[0]})`];
  });
  return asked.length === pipeline.stages.length && !asked.join().includes('(')
    ? 'every one'
    : asked.join(', ');
}

import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TargetName } from '../../src/contract/event.ts';
import type { Facts, Variant } from '../../src/contract/facts.ts';
import type { GuideLine, Here } from '../../src/contract/guide.ts';
import type { Step } from '../../src/contract/step.ts';
import { commandLine } from '../../src/contract/suggestion.ts';
import { cliOf, guideLines, guideText } from '../../src/report/guide.ts';
import { hereIn, hereNamed } from '../../src/report/guide-here.ts';
import { brokenCommand } from '../../src/report/suggestions.ts';
import { pipeline } from '../../steps/index.ts';
import { FACTS } from './recorded.ts';

const steps: readonly Step[] = pipeline.stages.map(({ step }) => step);
const stepNamed = (id: string): Step => steps.find((step) => step.id === id)!;

const NAMES = {
  roleName: 'KMSWorkshop-InstanceInitRole',
  alias: 'alias/ImportedCMK',
  userName: 'userA',
  instanceName: 'KMSWorkshop-Instance',
  sampleObject: 'SampleFile-KMS.txt',
};

const known = (facts: Partial<Facts> = {}, version?: string, variant: Variant = 'corrected'): Promise<Here> =>
  hereIn({
    facts: { ...FACTS, ...facts },
    variant,
    webApp: { url: 'http://127.0.0.1:8080' },
    resources: { 'role-policy': { version: async () => version } },
  });
const unknown = (target: TargetName = 'sandbox', names: Partial<typeof NAMES> = {}): Here =>
  hereNamed({ ...NAMES, ...names, target }, 'corrected');

const INLINE = { rolePolicy: { kind: 'inline', name: 'my policy' } } as const;
/** Names that AWS allows and a shell would split, and one with a quote, which S3 allows. */
const AWKWARD = {
  userName: 'user,A=1@x+y',
  sampleObject: 'it’s a $(file) with "two" \'quotes\'.txt',
};

const HERES: Readonly<Record<string, () => Promise<Here>>> = {
  'an account that was opened': () => known({}, 'v3'),
  'one whose policy has no version that could be read': () => known(),
  'one with an inline policy': () => known(INLINE),
  'one with awkward names': () => known(AWKWARD, 'v1'),
  'the sandbox, not opened': async () => unknown(),
  'a real account, not opened': async () => unknown('aws', AWKWARD),
};

const TYPING = { run: () => 'kms-lab', aws: ['--profile', 'my workshop', '--region', 'eu-west-1'] };
const linesToType = (lines: readonly GuideLine[]): readonly string[] =>
  lines.flatMap((line) => (typeof line === 'string' ? [] : [commandLine(line), commandLine(line, TYPING)]));

const complaintsAbout = (script: string): string => spawnSync('sh', ['-n', '-c', script]).stderr.toString();

/** The arguments of a script's programs, as a shell splits its lines. */
function wordsOf(script: string): string {
  const programs = ['aws', 'curl', 'sudo'].map((name) => `${name}() { printf '[%s]' ${name} "$@"; }`);
  const whole = [...programs, 'cd() { :; }', 'read() { :; }', script].join('\n');
  return spawnSync('sh', ['-c', whole], { cwd: mkdtempSync(join(tmpdir(), 'kms-lab-')) }).stdout.toString();
}

describe.each(Object.entries(HERES))('the guide of %s', (_, here) => {
  test.each(steps.map((step) => [step.id, step] as const))(
    '%s: has lines that a shell can parse',
    async (_, step) => {
      const at = await here();
      const lines = linesToType([...cliOf(step, at), ...step.guide.console(at)]);
      expect(lines.length).toBeGreaterThan(0);
      const whole = lines.join('\n');
      const broken = lines.map((line) => brokenCommand(line, 60).join('\n')).join('\n');
      expect(whole).not.toMatch(/<[a-zA-Z]/);
      expect(complaintsAbout(whole)).toBe('');
      expect(wordsOf(whole)).toMatch(/^\[(aws|curl|sudo)\]/);
      expect(wordsOf(broken)).toBe(wordsOf(whole));
    },
  );

  test('sets every variable before the line that needs it', async () => {
    const at = await here();
    for (const step of steps) {
      const set = new Set<string>(setByTheSandbox(at));
      for (const line of linesToType(cliOf(step, at))) {
        // `$A` is set and used on the instance.
        for (const [, used = ''] of line.matchAll(/\$([A-Z_]{2,})/g)) expect([...set], line).toContain(used);
        const [, name] = /^([A-Z_]+)=/.exec(line) ?? [];
        if (name) set.add(name);
      }
    }
  });
});

/** Its environment names the web app's address. */
const setByTheSandbox = ({ lookups }: Here): readonly string[] =>
  lookups.some(({ variable }) => variable === 'KMS_LAB_WEB_APP_URL') ? [] : ['KMS_LAB_WEB_APP_URL'];

describe('a guide', () => {
  const shown = (step: Step, target: TargetName, here: Here): string =>
    guideLines(step, { target, here }, { width: 80, color: false }).join('\n');

  test('names no console on the sandbox, and the one of 2026 on AWS', async () => {
    for (const step of steps) {
      expect(shown(step, 'sandbox', await known())).not.toMatch(/console|Session Manager/);
      expect(shown(step, 'sandbox', await known())).toMatch(/^ {2}eval "\$\(kms-lab sandbox env\)"$/m);
      expect(shown(step, 'aws', await known())).not.toMatch(/Edit policy|Review policy|sandbox/);
    }
    const role = shown(stepNamed('strip-decrypt'), 'aws', await known());
    expect(role).toMatch(/→ Edit → JSON: make the change →\s+Next →\s+Save\s+changes →/);
    expect(shown(stepNamed('key-policy-mfa'), 'aws', await known())).toMatch(
      /Key policy →\s+Edit →\s+Make the change →\s+Save changes/,
    );
    expect(shown(stepNamed('show-key-policy'), 'aws', await known())).toMatch(
      /Switch to policy\s+view, if there is such a button/,
    );
  });

  test('has the default version', async () => {
    const lines = linesToType(cliOf(stepNamed('strip-decrypt'), await known({}, 'v4')));
    expect(lines[0]).toContain(`--policy-arn ${(FACTS.rolePolicy as { arn: string }).arn} --version-id v4 `);
  });

  test('starts the web app through Systems Manager', async () => {
    const [line] = linesToType(cliOf(stepNamed('start-web-app'), await known()));
    expect(line).toMatch(/^aws ssm send-command .*--document-name AWS-RunShellScript /);
    expect(line).not.toContain('sudo');
  });

  test.each(['corrected', 'published'] as const)('does not show the %s document', async (variant) => {
    for (const step of steps) {
      const text = guideText(
        step,
        { target: 'aws', here: await known({}, 'v1', variant) },
        { width: 80, color: false },
      );
      expect(text).not.toMatch(/"(Effect|Statement|Principal)"/);
    }
  });

  test.each([80, 60])('fits into %i columns, except for what is to be typed', async (width) => {
    for (const step of steps) {
      for (const at of [await known({}, 'v1'), unknown('aws')]) {
        const text = guideText(step, { target: 'aws', here: at }, { width, color: false });
        const long = text.split('\n').filter((line) => line.length > width);
        expect(
          long.filter(
            (line) =>
              !/^ {2}(aws|sudo|[A-Z_]+=)|^ {4}--|^ {2}(the|you).* {2}\S+$|^\s*\(?(https?:|arn:)/.test(line),
          ),
        ).toEqual([]);
      }
    }
  });
});

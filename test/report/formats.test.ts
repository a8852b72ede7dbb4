import { describe, expect, test } from 'vitest';
import type { LabEvent } from '../../src/contract/event.ts';
import { FORMATS, type FormatName } from '../../src/report/formats.ts';
import { htmlReport } from '../../src/report/html/page.ts';
import { junitReport } from '../../src/report/junit.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { storyOf } from './journal.ts';
import { recordedDrift, recordedMatrix, recordedPlan, recordedRun } from './recorded.ts';

const NAMES = Object.keys(FORMATS) as FormatName[];
const FAILING = recordedRun('corrected', 'key-policy-account-only');
const RECORDED = {
  run: recordedRun(),
  published: recordedRun('published'),
  failing: FAILING,
  plan: recordedPlan(),
  matrix: recordedMatrix(),
  drift: recordedDrift(),
  'cut off': FAILING.slice(0, 9),
} as const satisfies Record<string, readonly LabEvent[]>;

const DAMAGE = [{ line: 7, why: 'it is no JSON' }];
const HOSTILE = `<script>alert(1)</script>"'&]]>--><img src=x onerror=alert(1)>|\`\`\`\`\n# \u202Eevil\u0000@all`;

/** The same events with hostile text wherever an account's names and answers can appear. */
const hostile = (events: readonly LabEvent[]): readonly LabEvent[] =>
  JSON.parse(JSON.stringify(events), (key, value) =>
    [
      'title',
      'because',
      'evidence',
      'Sid',
      'pageSays',
      'awsDoes',
      'source',
      'text',
      'alias',
      'arn',
      'policy',
      'expected',
      'Action',
    ].includes(key) &&
    typeof value === 'string' &&
    value !== 'observed' &&
    value !== 'evaluated'
      ? `${value}${HOSTILE}`
      : value,
  );

describe.each(NAMES)('%s', (format) => {
  test.each(Object.entries(RECORDED))('can be made of a journal: %s', async (_, events) => {
    const text = await FORMATS[format].write(storyOf(events, { damage: DAMAGE }));
    expect(text.length).toBeGreaterThan(100);
    expect(text.replace(/<script>.*<\/script>/s, '')).not.toMatch(/undefined|\[object Object\]|NaN/);
  });

  test('holds no secret', async () => {
    const stack = { code: 'ERR_AWS', message: 'No.', stack: 'at /home/me/kms-lab' } as const;
    const events = recordedRun().map(
      (event): LabEvent =>
        event.type === 'summary' ? { ...event, ok: false, exitCode: 1, error: stack } : event,
    );
    const text = await FORMATS[format].write(storyOf(events));
    expect(text).not.toMatch(/\b(AKIA|ASIA)[A-Z0-9]{12,}|secret|SessionToken|\/home\/|\/state\//i);
  });

  test('says where the journal is damaged', async () => {
    const text = await FORMATS[format].write(storyOf(recordedRun(), { damage: DAMAGE }));
    expect(text).toMatch(/line 7\b|"line": 7,/);
  });
});

describe('what an account’s names contain', () => {
  const story = storyOf(hostile(recordedRun()));

  test('is not markup in HTML', () => {
    const page = htmlReport(story);
    expect(page.match(/<script>/g)).toHaveLength(1);
    expect(page).not.toMatch(/<img|(?!\n)[\p{Cc}\p{Cf}]/u);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  test('is not markup in Markdown, and ends no fence and no cell', () => {
    const text = markdownReport(story);
    const outside = text.replace(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, '');
    expect(outside).not.toMatch(/<script|<img|(?!\n)[\p{Cc}\p{Cf}]|@all|^# .*evil/mu);
    for (const row of outside.split('\n').filter((line) => line.startsWith('| the '))) {
      expect(row.match(/(?<!\\)\|/g)).toHaveLength(7);
    }
  });

  test('is not markup in XML, and no character that XML does not allow', () => {
    expect(junitReport(story)).not.toMatch(/<script|<img|(?!\n)\p{Cc}/u);
  });
});

describe('HTML', () => {
  const page = htmlReport(storyOf());

  test('loads nothing and runs nothing but its own script', () => {
    const [, policy = ''] = page.match(/Content-Security-Policy" content="([^"]+)"/) ?? [];
    expect(policy).toMatch(/^default-src &#39;none&#39;; img-src data:; style-src &#39;sha256-/);
    expect(policy).not.toContain('unsafe');
    expect(page).not.toMatch(/\ssrc=|@import|url\(|<link rel="stylesheet|\sstyle="|\son\w+="/);
  });

  test.each([
    ['lang', /<html lang="en">/],
    ['a title', /<title>Working with Key Policies: kms-lab run, 24 November 2026/],
    ['the verdict', /✓ Done<\/span> 7 of 7 steps done; 7 of 7 checks passed\./],
    ['the score', /<p class="score good">7 of 7 steps done<\/p>/],
    [
      'a small matrix a step, its rows and columns named',
      /<table class="mini">[\s\S]*<th scope="col"><span>Schedule<wbr>Key<wbr>Deletion<\/span>[\s\S]*<th scope="row">the account root<\/th>/,
    ],
    [
      'what changed for whom, a line each',
      /<a [^>]*>2<\/a> allowed → denied: the instance role: Decrypt<\/li>/,
    ],
    ['a finding a line', /<a [^>]*>5<\/a> Other accounts never had access: [^<]*<\/li>/],
    ['what changed', /<span class="was">was allowed<\/span>/],
    ['how a cell is known', /<span class="how">predicted only<\/span>/],
    ['the deciding statement', /statement 1 of the key policy/],
    ['a finding with its source', /<a href="https:\/\/docs\.aws\.amazon\.com\/kms/],
    ['a diff', /<del class="line">.*&quot;kms:Decrypt&quot;,<\/code><\/del>/],
    ['a time line', /<h2 id="time-line-title">Time line/],
  ])('has %s', (_, pattern) => {
    expect(page).toMatch(pattern);
  });
});

describe('Markdown', () => {
  test.each([
    [/^# Working with Key Policies\n\n\*\*✗ Failed\.\*\* 1 check failed in “Key policy/],
    [/^\| the instance role \| ✓ allowed \| ✓ allowed \| \*\*· denied\*\* ← allowed \|/m],
    [/^```diff\n(?: .*\n)+- +"kms:Decrypt",$/m],
    [/^- not reached: 6\. Key policy: in the account, only the role; 7\. /m],
    [/^\| 2\. Take kms:Decrypt away .* \| ✓ done \| allowed → denied: the instance role: Decrypt \|$/m],
    [/^\| ✗ .* \| the instance role: kms:Decrypt implicitly-denied \|/m],
  ])('%s', (pattern) => {
    expect(markdownReport(storyOf(FAILING))).toMatch(pattern);
  });

  test('shows findings as they are, with a link', () => {
    expect(markdownReport(storyOf())).toMatch(
      /^> \*\*The page says:\*\* .* {2}\n> \*\*AWS does:\*\* .* {2}\n> <sub><https:\/\/\S+><\/sub>$/m,
    );
  });
});

describe('JUnit', () => {
  test('has a suite per step, a case per check, and numbers that add up', () => {
    const xml = junitReport(storyOf(FAILING));
    expect(xml).toMatch(
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="kms-lab run" tests="7" failures="1" errors="0" skipped="2" time="3\.700">/,
    );
    expect(xml.match(/<testsuite /g)).toHaveLength(7);
    expect(xml.match(/<testcase /g)).toHaveLength(7);
    expect(xml).toMatch(
      /<failure type="[a-z-]+" message="expected the instance role: kms:Decrypt implicitly-denied; observed instance-role/,
    );
  });

  test('an error that ended a command is an error of its suite', () => {
    const error = { code: 'ERR_LOCKED', message: 'Held.', hint: 'wait' } as const;
    const [start, end] = [recordedRun().slice(0, 1), recordedRun().slice(-1)];
    const events = [...start, ...end].map(
      (event): LabEvent => (event.type === 'summary' ? { ...event, ok: false, exitCode: 6, error } : event),
    );
    expect(junitReport(storyOf(events))).toContain('<error type="ERR_LOCKED" message="Held.">wait</error>');
  });
});

test('JSON is the report model', async () => {
  const story = storyOf();
  expect(JSON.parse(await FORMATS.json.write(story))).toEqual(JSON.parse(JSON.stringify(story)));
});

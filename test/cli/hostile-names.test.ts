import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonScreen } from '../../src/cli/hosts/json.ts';
import { PlainScreen } from '../../src/cli/hosts/plain.ts';
import { drawable, shown, shownStreams } from '../../src/cli/shown-streams.ts';
import { styleOf } from '../../src/cli/streams.ts';
import type { LabEvent } from '../../src/contract/event.ts';
import { FORMATS } from '../../src/report/formats.ts';
import { paintOf } from '../../src/report/style.ts';
import { trailText } from '../../src/report/trail.ts';
import { jsonText, visible, visibleWord } from '../../src/report/visible.ts';
import { storyOf } from '../report/journal.ts';
import { recordedRun } from '../report/recorded.ts';
import { fakeStreams } from './streams.ts';

/** What no writer may let through, of all texts. */
const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
/** Our own colors. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a color begins with one.
const COLORS = /\u001B\[\d{1,2}m/;
const EVERY_COLOR = new RegExp(COLORS, 'g');

const sign = fc.oneof(
  fc.constantFrom(
    ...[
      '\u001B[2J',
      '\u001B]0;title\u0007',
      '\u001B[31m',
      '\u009B2J',
      '\r',
      '\n',
      '\b\b\b',
      '\u0000',
      '\u007F',
    ],
    ...[
      '\u202E',
      '\u2066',
      '\u200B',
      '\u200F',
      '\uFEFF',
      '\u2028',
      '\u2029',
      '\u0085',
      '\uD800',
      '\u{E0041}',
    ],
    ...[
      '<script>',
      '"',
      "'",
      '&',
      ']]>',
      '`',
      '```',
      '|',
      '# ',
      '](x)',
      '@all',
      '--',
      '\\',
      '$(id)',
      '東',
      'Zoë',
    ],
  ),
  fc.string({ minLength: 1, maxLength: 3, unit: 'binary' }),
);
const NAMES: readonly string[] = fc
  .sample(fc.array(sign, { minLength: 1, maxLength: 8 }), { numRuns: 500, seed: 14 })
  .map((signs) => signs.join(''));

const inGroups = (size: number): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(NAMES.length / size) }, (_, at) => NAMES.slice(at * size, (at + 1) * size));

const KEYS = [
  'title',
  'because',
  'evidence',
  'Sid',
  'text',
  'alias',
  'arn',
  'message',
  'expected',
  'userName',
];

/** The events of a run in which the names are wherever an account’s names and answers can be. */
function eventsWith(names: readonly string[]): readonly LabEvent[] {
  let next = 0;
  return JSON.parse(JSON.stringify(recordedRun()), (key, value) =>
    KEYS.includes(key) && typeof value === 'string' ? `${value}${names[next++ % names.length]}` : value,
  );
}

test('there are 500 hostile names, of every kind', () => {
  expect(NAMES).toHaveLength(500);
  for (const kind of [/\p{Cc}\[2J/u, /\u009B/, /\u202E/, /\u200B/, /[\u2028\u2029]/, /\r/, /\n/, /</, /\|/]) {
    expect(NAMES.filter((name) => kind.test(name)).length, String(kind)).toBeGreaterThan(10);
  }
});

describe('no hostile name gets a control character past a writer', () => {
  const GROUPS = inGroups(50);

  test.each([true, false])('on a screen, color: %s', (isTTY) => {
    for (const names of GROUPS) {
      const streams = fakeStreams({ isTTY, columns: 80, env: { TERM: 'xterm' } });
      const safe = shownStreams(streams);
      const screen = new PlainScreen(safe, { detail: 'all', verbose: true, color: true });
      for (const event of eventsWith(names)) screen.notify(event);
      const paint = paintOf(styleOf(safe.stdout, safe, true));
      for (const name of names) safe.stderr.write(`${paint.red(name)} ${paint.bold(paint.dim(name))}\n`);
      const text = streams.stdout.text + streams.stderr.text;
      expect(text.length).toBeGreaterThan(1000);
      expect(text.replace(EVERY_COLOR, '').replaceAll('\t', '')).not.toMatch(UNSEEN);
      expect(COLORS.test(text)).toBe(isTTY);
    }
  });

  test('in JSON, whose data stays the same', () => {
    for (const names of GROUPS) {
      const streams = fakeStreams();
      const screen = new JsonScreen(shownStreams(streams).stdout, { verbose: true, summary: false });
      const events = eventsWith(names);
      for (const event of events) screen.notify(event);
      const { text } = streams.stdout;
      expect(text).not.toMatch(UNSEEN);
      const lines = text.trimEnd().split('\n');
      expect(lines).toHaveLength(events.length);
      expect(JSON.parse(lines[0]!)).toMatchObject({ type: events[0]!.type });
    }
    for (const name of NAMES) expect(JSON.parse(jsonText({ name }))).toEqual({ name });
  });

  test.each(Object.entries(FORMATS))('in a report: %s', async (name, { write }) => {
    for (const names of GROUPS) {
      const text = await write(storyOf(eventsWith(names)));
      expect(text).not.toMatch(name === 'html' ? /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u : UNSEEN);
      if (name === 'json') JSON.parse(text);
      if (name === 'junit') expect(wellFormed(text)).toBeUndefined();
    }
  });

  test('in the log, in which a request must not begin a line', () => {
    const style = { width: 100, color: false };
    for (const name of NAMES) {
      const allowed = { action: name, resource: name, outcome: 'allowed', because: '' } as const;
      const asked = { at: '2026-01-01T00:00:00.000Z', status: 200, who: name };
      const one = trailText({ ...asked, demands: [allowed] }, style);
      expect(one).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      const withPairs = { ...allowed, encryptionContext: { [name]: name } };
      const lines = trailText({ ...asked, demands: [withPairs] }, style).split('\n');
      for (const line of lines.slice(1)) expect(line).toMatch(/^ {9}|^ {2}/);
    }
  });
});

/** What is not well-formed in XML; `undefined` if nothing is. */
function wellFormed(xml: string): string | undefined {
  const open: string[] = [];
  const rest = xml
    .replace(/<\?xml[^>]*\?>/, '')
    .replace(/<(\/?)([a-z-]+)((?:\s+[a-z-]+="[^"<]*")*)\s*(\/?)>/gi, (_, end, name, _attributes, empty) => {
      if (end) {
        if (open.pop() !== name) open.push(`not open: ${name}`);
      } else if (!empty) open.push(name);
      return '';
    });
  if (/[<>]/.test(rest)) return `a stray sign: ${rest.slice(rest.search(/[<>]/), 60)}`;
  const entity = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-f]+);)/i.exec(xml);
  return entity ? `a stray ampersand at ${entity.index}` : open[0];
}

describe('text on its way to a stream', () => {
  test.each([
    ['a\nb\tc', 'a\nb\tc'],
    ['a\r\nb', 'a\uFFFD\nb'],
    ['\u001B[31mred', '\uFFFD[31mred'],
    ['\u001B[1;31mred', '\uFFFD[1;31mred'],
    ['\u009B31m\u202E\u2028', '\uFFFD31m\uFFFD\uFFFD'],
  ])('%j', (text, safe) => expect(shown(text)).toBe(safe));

  test('keeps our own colors, also within each other, and none of a name', () => {
    const streams = fakeStreams({ isTTY: true, env: { TERM: 'xterm' } });
    const safe = shownStreams(streams);
    const paint = paintOf(styleOf(safe.stdout, safe, true));
    safe.stdout.write(paint.red(`a${paint.bold('b')}\u001B[32mc`));
    expect(streams.stdout.text).toBe('\u001B[31ma\u001B[1mb\u001B[22m\uFFFD[32mc\u001B[39m');
  });

  test('passes by it for what draws', () => {
    const streams = fakeStreams();
    drawable(shownStreams(streams).stdout).write('\u001B[2J');
    expect(streams.stdout.text).toBe('\u001B[2J');
  });

  test('a word has no line of its own', () => {
    expect(visibleWord('a\nb')).toBe('a\uFFFDb');
    expect(visible('a\nb')).toBe('a\nb');
  });
});

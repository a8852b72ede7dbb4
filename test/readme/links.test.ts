import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { anchorOf } from './markdown.ts';
import { PAGES, ROOT, read } from './pages.ts';

/** Examples of Markdown and code are not links. */
const prose = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, 'code');

const anchorsOf = (page: string): readonly string[] =>
  [
    ...read(page)
      .replace(/^```[\s\S]*?^```/gm, '')
      .matchAll(/^#+ (.+)$/gm),
  ].map(([, heading = '']) => anchorOf(heading));

/** Links of a page into this repository that lead nowhere. */
function broken(page: string, text = read(page)): readonly string[] {
  const links = [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).includes(anchor);
    });
}

describe('every relative link leads somewhere', () => {
  test.each(PAGES)('%s', (page) => expect(broken(page)).toEqual([]));
});

test.each([
  ['[a](README.md)', []],
  ['![a](docs/nothing.svg)', ['docs/nothing.svg']],
  ['[a](README.md#no-such-heading)', ['README.md#no-such-heading']],
  ['[a](https://example.com/nothing)', []],
  ['`[a](nothing.md)`', []],
])('what counts as broken: %s', (text, links) => expect(broken('README.md', text)).toEqual(links));

test('every page of docs is in its index, or in a page that is', () => {
  const found = new Set(['docs/README.md']);
  for (const page of found) {
    for (const [, link = ''] of prose(read(page)).matchAll(/\]\(([^)\s#]+\.md)/g)) {
      const target = join(dirname(page), link);
      if (PAGES.includes(target)) found.add(target);
    }
  }
  expect(PAGES.filter((page) => page.startsWith('docs/') && !found.has(page))).toEqual([]);
});

import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { test } from 'vitest';
import { services } from '../src/sandbox/services.ts';
import { inputOf, membersOf } from '../src/sandbox/protocol/schema.ts';
const walk = (d: string): string[] => readdirSync(d).flatMap((f) => (statSync(`${d}/${f}`).isDirectory() ? walk(`${d}/${f}`) : [`${d}/${f}`]));
test('x', async () => {
  const lines: string[] = [];
  for (const [s, load] of Object.entries(services)) {
    const service = await load();
    const files = walk(`src/sandbox/${s}`).map((f) => ({ defines: new Set(readFileSync(f, 'utf8').match(/\b[A-Z]\w+(?=\$)/g) ?? []), words: new Set(readFileSync(f, 'utf8').match(/\b\w+\b/g)) }));
    for (const [name, op] of Object.entries(service.operations)) {
      const near = files.filter(({ defines }) => defines.size === 0 || defines.has(name));
      const out: string[] = [];
      const visit = (shape: any, path: string, depth: number): void => {
        if (depth > 4) return;
        if (shape.isStructSchema()) for (const [n, m] of membersOf(shape)) { if (!near.some(({ words }) => words.has(n))) out.push(path + n); else visit(m, `${path}${n}.`, depth + 1); }
        else if (shape.isListSchema()) visit(shape.getValueSchema(), `${path.replace(/\.$/, '')}[].`, depth + 1);
      };
      visit(inputOf(op.schema), '', 0);
      if (out.length) lines.push(`${s} ${name}: ${out.join(' ')}`);
    }
  }
  writeFileSync('/tmp/unread2.txt', lines.join('\n'));
}, 600000);

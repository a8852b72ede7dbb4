import { EventEmitter } from 'node:events';
import xterm from '@xterm/headless';
import { expect, test } from 'vitest';
import { layout } from '../../../src/cli/step/layout.ts';
import { Pad } from '../../../src/cli/step/pad.ts';
import type { Size } from '../../../src/cli/step/view.ts';
import type { Out } from '../../../src/cli/streams.ts';

/** A terminal with a shell's prompt on it. */
function sitDown(columns: number, rows: number) {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  terminal.write('$ kms-lab step\r\n');
  let written = '';
  const out = Object.assign(new EventEmitter(), {
    isTTY: true,
    columns,
    rows,
    write(text: string) {
      written += text;
      terminal.write(text.replaceAll('\n', '\r\n'));
    },
  });
  return {
    pad: new Pad(out as unknown as Out),
    resize(to: Size) {
      Object.assign(out, to);
      terminal.resize(to.columns, to.rows);
      out.emit('resize');
    },
    written: () => written,
    listeners: () => out.listenerCount('resize'),
    /** What is on the screen, and above it. */
    look: (): Promise<{ screen: readonly string[]; above: readonly string[] }> =>
      new Promise((seen) => {
        terminal.write('', () => {
          const { active } = terminal.buffer;
          const lines = Array.from(
            { length: active.length },
            (_, index) => active.getLine(index)?.translateToString(true) ?? '',
          );
          seen({ screen: lines.slice(active.baseY), above: lines.slice(0, active.baseY) });
        });
      }),
  };
}

const draws = (text: string) => (size: Size) =>
  layout(
    { title: text, body: ({ width }) => `${width} columns` },
    () => ['keys'],
    { width: size.columns, color: false },
    size,
    0,
  );

const said = (lines: readonly string[]): readonly string[] => lines.filter((line) => line !== '');

test('draws at the top, and keeps what was there above', async () => {
  const { pad, look } = sitDown(40, 10);
  pad.draw(draws('one'));
  const { screen, above } = await look();
  expect(said(screen)).toEqual(['one', '40 columns', 'keys']);
  expect(screen[0]).toBe('one');
  expect(said(above)).toEqual(['$ kms-lab step']);
});

test('draws over its own drawing; only what it must keep goes above, without gaps', async () => {
  const { pad, look } = sitDown(40, 10);
  pad.draw(draws('one'));
  pad.draw(draws('two'));
  pad.keep();
  pad.draw(draws('three'));
  const { screen, above } = await look();
  expect(said(screen)).toEqual(['three', '40 columns', 'keys']);
  expect(above.slice(-5)).toEqual(['two', '', '40 columns', '', 'keys']);
});

test('another size redraws it', async () => {
  const { pad, look, resize } = sitDown(40, 10);
  pad.draw(draws('one'));
  resize({ columns: 30, rows: 8 });
  const { screen } = await look();
  expect(said(screen)).toEqual(['one', '30 columns', 'keys']);
});

test('leaves the cursor below, and stops listening', async () => {
  const { pad, look, listeners, resize } = sitDown(40, 10);
  pad.draw(draws('one'));
  pad.close();
  expect(listeners()).toBe(0);
  resize({ columns: 30, rows: 8 });
  expect(said((await look()).screen)).toContain('40 columns');
});

test('writes nothing if nothing differs', async () => {
  const { pad, written } = sitDown(40, 10);
  pad.draw(draws('one'));
  const before = written();
  pad.draw(draws('one'));
  expect(written()).toBe(before);
});

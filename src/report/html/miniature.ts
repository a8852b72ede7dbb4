import { ACTIONS, PRINCIPALS } from '../../contract/access.ts';
import { OUTCOMES, outcomeOf } from '../cell.ts';
import type { StoryMatrix } from '../story.ts';
import { movesOf } from '../story-words.ts';
import { html, type Markup } from './markup.ts';

const SIZE = 10;
const GAP = 2;

/** A matrix at a glance: a square a cell, its shape as telling as its colour; cells that changed have a ring. */
export function miniature(matrix: StoryMatrix): Markup {
  const principals = Object.keys(PRINCIPALS).filter((id) =>
    matrix.cells.some(({ principal }) => principal === id),
  );
  const extent = (cells: number): number => cells * (SIZE + GAP) + GAP;
  const tally = Object.entries(OUTCOMES).map(
    ([outcome, { word }]) => `${matrix.cells.filter((cell) => outcomeOf(cell) === outcome).length} ${word}`,
  );
  return html`
<svg class="miniature" viewBox="0 0 ${extent(ACTIONS.length)} ${extent(principals.length)}" role="img" aria-label="${tally.join(', ')}; ${movesOf(matrix).length} changed">
${matrix.cells.map((cell) => {
  const x = GAP + ACTIONS.indexOf(cell.action) * (SIZE + GAP);
  const y = GAP + principals.indexOf(cell.principal) * (SIZE + GAP);
  const outcome = outcomeOf(cell);
  return html`<g class="${outcome}" transform="translate(${x} ${y})">${SHAPES[outcome]}${cell.was && RING}</g>`;
})}
</svg>`;
}

const BOX = html`<rect width="${SIZE}" height="${SIZE}" rx="1.5"/>`;

const SHAPES = {
  allowed: BOX,
  'implicitly-denied': html`${BOX}<circle cx="5" cy="5" r="1.3"/>`,
  'explicitly-denied': html`${BOX}<path d="M3 3l4 4M7 3l-4 4"/>`,
} as const satisfies Record<keyof typeof OUTCOMES, Markup>;

const RING = html`<rect class="ring" x="-.6" y="-.6" width="${SIZE + 1.2}" height="${SIZE + 1.2}" rx="2"/>`;

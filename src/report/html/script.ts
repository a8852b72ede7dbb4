/**
 * What the page does beyond plain HTML: reasons open beside their cell, also on hover, and the arrow keys move from
 * cell to cell. Without this script, each reason opens on click, tap or key in the middle of the window.
 */
export const script = `
'use strict';
const MARGIN = 8;
let hovered;

function place(button, why) {
  const cell = button.getBoundingClientRect();
  const width = why.offsetWidth;
  const height = why.offsetHeight;
  const left = Math.min(Math.max(MARGIN, cell.left), innerWidth - width - MARGIN);
  const below = cell.bottom + 4;
  const top = below + height + MARGIN > innerHeight ? Math.max(MARGIN, cell.top - height - 4) : below;
  why.style.left = Math.max(MARGIN, left) + 'px';
  why.style.top = top + 'px';
}

function open(button) {
  const why = button.popoverTargetElement;
  if (!why.matches(':popover-open')) why.showPopover({ source: button });
  return why;
}

for (const button of document.querySelectorAll('[popovertarget]')) {
  const why = button.popoverTargetElement;
  if (!why) continue;
  let leaving;
  const leave = () => {
    leaving = setTimeout(() => {
      if (hovered === why) why.hidePopover();
    }, 250);
  };
  const stay = () => clearTimeout(leaving);
  why.addEventListener('toggle', (event) => {
    if (event.newState === 'open') place(button, why);
    else if (hovered === why) hovered = undefined;
  });
  button.addEventListener('pointerenter', (event) => {
    stay();
    const pinned = !hovered && document.querySelector('[popover]:popover-open');
    if (event.pointerType !== 'mouse' || pinned) return;
    hovered = open(button);
  });
  // A click on what hovering has opened keeps it open.
  button.addEventListener('click', (event) => {
    if (hovered !== why) return;
    hovered = undefined;
    event.preventDefault();
  });
  button.addEventListener('pointerleave', leave);
  why.addEventListener('pointerenter', stay);
  why.addEventListener('pointerleave', leave);
}
document.documentElement.classList.add('placed');

const ROLES = { row: 'rowheader', col: 'columnheader' };
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
for (const table of document.querySelectorAll('[data-grid]')) {
  table.setAttribute('role', 'grid');
  for (const row of table.rows) {
    row.setAttribute('role', 'row');
    for (const cell of row.cells) cell.setAttribute('role', ROLES[cell.scope] ?? 'gridcell');
  }
  const rows = [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll('button')]);
  rows.flat().forEach((button, index) => { button.tabIndex = index === 0 ? 0 : -1; });
  table.addEventListener('keydown', (event) => {
    const step = STEPS[event.key];
    const y = rows.findIndex((row) => row.includes(event.target));
    if (!step || y < 0) return;
    const next = rows[y + step[0]]?.[rows[y].indexOf(event.target) + step[1]];
    event.preventDefault();
    if (!next) return;
    const wasOpen = event.target.popoverTargetElement.matches(':popover-open');
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
    if (wasOpen) open(next);
  });
}

// Paper cannot be opened.
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('details')) details.open = true;
});
`;

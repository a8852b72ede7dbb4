/** Hides the rows that are not asked for. Without it, all rows are there. */
export const filterScript = `
'use strict';
const form = document.querySelector('.filter');
const rows = [...document.querySelectorAll('.room tbody tr')];
const shown = document.getElementById('shown');
const apply = () => {
  const text = form.elements.text.value.trim().toLowerCase();
  const state = form.elements.state.value;
  for (const row of rows) {
    row.hidden =
      (state !== '' && row.dataset.state !== state) || !row.textContent.toLowerCase().includes(text);
  }
  shown.textContent = rows.filter((row) => !row.hidden).length + ' of ' + rows.length + ' accounts';
};
form.addEventListener('input', apply);
form.addEventListener('submit', (event) => event.preventDefault());
`;

/**
 * Light and dark. Text has a contrast of at least 4.5 to 1 on each background; the three answers also differ in
 * lightness.
 */
export const colors = `
:root {
  color-scheme: light dark;
  --paper: #fdfcf9; --sunk: #f4f1ea; --ink: #1f1d1a; --quiet: #625d54; --line: #d9d3c7; --accent: #9c3f1a;
  --allowed: #d3ebd8; --allowed-strong: #9fd0ac; --on-allowed: #114a26;
  --implicit: #f2e4c2; --on-implicit: #5a4200;
  --explicit: #a3261e; --on-explicit: #ffffff;
  --hatch: rgb(0 0 0 / .07);
  --gone: #fbe3df; --on-gone: #6d150e; --come: #dcf0e0; --on-come: #0e4321;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #181715; --sunk: #232120; --ink: #eeebe4; --quiet: #aca69a; --line: #403c37; --accent: #f0a27f;
    --allowed: #17452b; --allowed-strong: #2c7a4b; --on-allowed: #b4ecc8;
    --implicit: #443819; --on-implicit: #f3dfa9;
    --explicit: #c0392c; --on-explicit: #ffffff;
    --hatch: rgb(255 255 255 / .07);
    --gone: #4a1f1b; --on-gone: #ffcfc8; --come: #17392a; --on-come: #bdf0cd;
  }
}
@media print {
  :root { color-scheme: light; }
}
`;

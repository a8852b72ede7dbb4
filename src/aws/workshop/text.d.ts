/** A file's own text, as vitest and the bundler give it. */
declare module '*.py?raw' {
  const text: string;
  export default text;
}

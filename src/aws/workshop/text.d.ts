/** A file's text, as vitest and the bundler provide it. */
declare module '*.py?raw' {
  const text: string;
  export default text;
}

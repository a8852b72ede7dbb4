/** Returns it once, and `undefined` from then on. */
export function givenOnce<T>(value: T): () => T | undefined {
  let left: T | undefined = value;
  return () => {
    const given = left;
    left = undefined;
    return given;
  };
}

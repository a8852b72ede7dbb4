/** `Promise.all`, but of several failures the one that stands first is thrown, whichever came first. */
export async function allAtOnce<Values extends readonly unknown[] | []>(
  asked: Values,
): Promise<{ -readonly [Index in keyof Values]: Awaited<Values[Index]> }> {
  await Promise.allSettled(asked);
  return Promise.all(asked);
}

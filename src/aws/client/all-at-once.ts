/** `Promise.all`, but of several failures it throws the first in the list, not the first in time. */
export async function allAtOnce<Values extends readonly unknown[] | []>(
  asked: Values,
): Promise<{ -readonly [Index in keyof Values]: Awaited<Values[Index]> }> {
  await Promise.allSettled(asked);
  return Promise.all(asked);
}

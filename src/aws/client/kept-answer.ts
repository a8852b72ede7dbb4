/** Looks once for each key: the answer is kept, and a failure is not. Everyone who waits for it gets the failure. */
export function keptAnswer<T>(
  answers: Map<string, Promise<T>>,
  key: string,
  look: () => Promise<T>,
): Promise<T> {
  const known = answers.get(key);
  if (known) return known;
  const answer = look();
  answers.set(key, answer);
  answer.catch(() => {
    if (answers.get(key) === answer) answers.delete(key);
  });
  return answer;
}

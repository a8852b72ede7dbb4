/** A function that computes its result for an object once: its arguments must not be changed in place. */
export function remembered<Asked extends object, Answer>(
  workOut: (asked: Asked) => Answer,
): (asked: Asked) => Answer {
  const answers = new WeakMap<Asked, { readonly answer: Answer }>();
  return (asked) => {
    const known = answers.get(asked);
    if (known) return known.answer;
    const answer = workOut(asked);
    answers.set(asked, { answer });
    return answer;
  };
}

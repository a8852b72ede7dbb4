import { type Cell, PRINCIPALS, type PrincipalId } from '../contract/access.ts';
import type { EventOf } from '../contract/event.ts';
import { groupBy } from '../contract/group.ts';
import { disagrees, OUTCOMES, outcomeOf } from './cell.ts';
import { signOf } from './marks.ts';
import { decidingStatement } from './reasons.ts';
import { heading, paintOf, type Style } from './style.ts';
import { count, wrap } from './wrap.ts';

type Quiz = Pick<EventOf<'quiz'>, 'said' | 'cells'>;

/** The question before a check. */
export const WHO_MAY_DECRYPT = 'Who may decrypt with the key now?';

/** The answer about one principal, and the facts. */
export interface QuizAnswer {
  readonly cell: Cell;
  readonly said: 'allowed' | 'denied';
  readonly isRight: boolean;
}

export const quizAnswers = ({ said, cells }: Quiz): readonly QuizAnswer[] =>
  cells.map((cell) => {
    const isSaid = said.includes(cell.principal);
    return {
      cell,
      said: isSaid ? 'allowed' : 'denied',
      isRight: isSaid === (outcomeOf(cell) === 'allowed'),
    };
  });

/** `who may decrypt: 6 of 8 answers right` */
export function quizScore(quiz: Quiz): string {
  const answers = quizAnswers(quiz);
  const right = answers.filter(({ isRight }) => isRight).length;
  return `who may decrypt: ${right} of ${count(answers.length, 'answer')} right`;
}

/** The answers and, for each wrong one, the deciding statement. */
export function quizLines(quiz: Quiz): readonly string[] {
  return [
    `answer: ${quiz.said.length > 0 ? namesOf(quiz.said) : 'none of them'}`,
    ...wrongLines(quizAnswers(quiz)),
  ];
}

const namesOf = (principals: readonly PrincipalId[]): string =>
  principals.map((id) => PRINCIPALS[id]).join('; ');

/** Wrong answers with the same reason share a line. */
const wrongLines = (answers: readonly QuizAnswer[]): readonly string[] =>
  [
    ...groupBy(
      answers.filter(({ isRight }) => !isRight),
      faultText,
    ),
  ].map(
    ([fault, alike]) => `${signOf('failed')} ${namesOf(alike.map(({ cell }) => cell.principal))}: ${fault}`,
  );

function faultText({ cell, said }: QuizAnswer): string {
  const is = OUTCOMES[outcomeOf(cell)].word;
  const why = disagrees(cell) ? `the account answered ${cell.observed?.evidence}` : decidingStatement(cell);
  return `answered ${said}, but it is ${is}: ${why}`;
}

/** The score, the right answers on one line, and the wrong ones in full. */
export function quizText(quiz: Quiz, style: Style): string {
  const paint = paintOf(style);
  const answers = quizAnswers(quiz);
  const right = answers.filter(({ isRight }) => isRight);
  const names = namesOf(right.map(({ cell }) => cell.principal));
  const score = quizScore(quiz);
  return [
    heading(`${score.charAt(0).toUpperCase()}${score.slice(1)}`, style),
    ...(right.length > 0 ? wrap(`${signOf('done')} ${names}`, style.width).map(paint.green) : []),
    ...wrongLines(answers).flatMap((line) => wrap(line, style.width).map(paint.red)),
  ].join('\n');
}

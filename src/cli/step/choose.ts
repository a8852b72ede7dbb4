import {
  createPrompt,
  isDownKey,
  isEnterKey,
  isTabKey,
  isUpKey,
  useKeypress,
  useState,
} from '@inquirer/core';
import { paintOf, type Style } from '../../report/style.ts';
import { wrap } from '../../report/wrap.ts';
import { type Choice, meantBy } from './conversation.ts';

interface Question {
  readonly message: string;
  readonly choices: readonly Choice[];
  readonly style: Style;
}

const HOW = 'A letter, a word or the arrow keys; then Enter.';

/**
 * A question for inquirer whose answer is a letter, the beginning of a word, or what the arrow keys point at. Every key
 * counts before the next one does, however fast they come. The answer stays on the screen.
 */
export const choose = createPrompt<string, Question>(({ message, choices, style }, done) => {
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const [answer, setAnswer] = useState('');
  const meant = meantBy(typed, choices);
  const active = meant[at];
  const paint = paintOf(style);

  useKeypress((key, line) => {
    if (isEnterKey(key)) {
      if (active) {
        setAnswer(active.name);
        done(active.value);
      } else line.write(typed);
    } else if (isUpKey(key) || isDownKey(key)) {
      const last = meant.length - 1;
      setAt(Math.min(last, Math.max(0, at + (isUpKey(key) ? -1 : 1))));
    } else {
      // A tab is no part of a word.
      const text = isTabKey(key) ? (active?.name ?? typed) : line.line;
      if (isTabKey(key)) {
        line.clearLine(0);
        line.write(text);
      }
      setTyped(text);
      setAt(0);
    }
  });

  const asked = (sign: string) => wrap(`${sign} ${message}`, style.width).map(paint.bold).join('\n');
  if (answer !== '') {
    const fits = `> ${message} ${answer}`.length <= style.width;
    return `${asked('>')}${fits ? ' ' : '\n  '}${paint.cyan(answer)}`;
  }
  const rows = meant.map(({ key, name }, index) =>
    index === at ? paint.cyan(`> ${key}  ${name}`) : `  ${key}  ${name}`,
  );
  const nothing = wrap(`Nothing here begins with “${typed.trim()}”.`, style.width);
  const help = [...(active ? wrap(active.means, style.width) : []), ...wrap(HOW, style.width)].map(paint.dim);
  return [`${asked('?')} ${paint.cyan(typed)}`, [...(active ? rows : nothing), '', ...help].join('\n')];
});

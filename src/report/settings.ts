import { heading, type Style } from './style.ts';
import { labelled, wrap } from './wrap.ts';

export interface Setting {
  /** Its name in a configuration file. */
  readonly key: string;
  readonly value?: string | undefined;
  /** A flag, an environment variable, the path of a file, `default`, or `not set`. */
  readonly from: string;
}

interface ReadFile {
  readonly path: string;
  readonly how: 'found' | 'named';
}

/** `file`: the configuration file that was read, if there is one. */
export function settingsText(settings: readonly Setting[], file: ReadFile | undefined, style: Style): string {
  const column = Math.max(...settings.map(({ key }) => key.length)) + 4;
  return [
    heading('Settings', style),
    '',
    ...settings.map(({ key, value, from }) =>
      labelled(`  ${key}`, value === undefined ? from : `${value} (${from})`, style.width, column),
    ),
    '',
    ...wrap(
      `Configuration file: ${file ? `${file.path} (${file.how === 'named' ? '--config' : 'found'})` : 'none'}`,
      style.width,
    ),
  ].join('\n');
}

import type { CliCommand, Invocation } from '../command.ts';
import type { GlobalOptions } from '../global-options.ts';
import { flagOf, GLOBAL_OPTIONS, NAME_OPTIONS, type OptionRow } from '../options.ts';
import { OUTPUT, SETTINGS } from '../used-options.ts';
import { answerOffline } from '../with-account.ts';

export const configCommand: CliCommand = {
  name: 'config',
  does: 'each setting, its value, and where it comes from; needs no account',
  uses: [...SETTINGS, ...OUTPUT],
  examples: [
    { type: 'kms-lab config', does: 'flag, environment variable, configuration file or default' },
    { type: 'kms-lab config --json', does: 'one record for each setting' },
  ],
  async act(invocation) {
    const { settingsText } = await import('../../report/settings.ts');
    const settings = settingsIn(invocation);
    return answerOffline(invocation, {
      records: settings.map((setting) => ({ type: 'setting', ...setting })),
      text: (style) => settingsText(settings, invocation.options.configFile, style),
    });
  },
};

const settingsIn = ({ options }: Pick<Invocation, 'options'>) =>
  ([...GLOBAL_OPTIONS, ...NAME_OPTIONS] as readonly OptionRow[]).map((row) => {
    const value = shownValue(options, row.key);
    const from = options.given?.[row.key] ?? (value === undefined ? 'not set' : 'default');
    return { key: row.key, flag: flagOf(row), ...(row.env ? { env: row.env } : {}), value, from };
  });

/** Hides a password in an address, because people paste this output into chats. */
function shownValue({ names, ...options }: GlobalOptions, key: string): string | undefined {
  const value = (options as Readonly<Record<string, unknown>>)[key] ?? names[key as keyof typeof names];
  if (value === undefined) return undefined;
  return (Array.isArray(value) ? value.join(', ') : String(value)).replace(/:\/\/[^/@]*@/, '://…@');
}

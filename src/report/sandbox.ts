import { heading, type Style } from './style.ts';
import { labelled } from './wrap.ts';

/** The embedded account, as far as a reader needs it. */
export interface SandboxAbout {
  readonly region: string;
  /** Where it is served, if it is. */
  readonly endpoint?: string;
  readonly accounts: readonly {
    readonly id: string;
    readonly name?: string;
    readonly users: readonly string[];
  }[];
  readonly stateFolder: string;
  readonly gaps: readonly { readonly service: string; readonly here: string; readonly aws: string }[];
}

const COLUMN = 16;

export function sandboxText(
  { region, endpoint, accounts, stateFolder, gaps }: SandboxAbout,
  style: Style,
): string {
  const line = (label: string, text: string) => labelled(`  ${label}`, text, style.width, COLUMN);
  return [
    [
      heading('The sandbox', style),
      line('region', region),
      line('state', stateFolder),
      ...(endpoint === undefined ? [] : [line('served', endpoint)]),
      ...accounts.map(({ id, name, users }) =>
        line('account', `${id}${name ? ` (${name})` : ''}, with ${['root', ...users].join(', ')}`),
      ),
    ].join('\n'),
    heading('Where it differs from AWS', style),
    ...gaps.map(({ service, here, aws }) =>
      [line(service, here), labelled('', aws, style.width, COLUMN)].join('\n'),
    ),
  ].join('\n\n');
}

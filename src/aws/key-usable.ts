import type { KeyMetadata } from '@aws-sdk/client-kms';
import { LabError } from '../contract/errors.ts';
import type { Prospect } from '../contract/prospect.ts';
import type { Suggestion } from '../contract/suggestion.ts';

export type Unusable = NonNullable<Prospect['unusable']>;

interface State {
  readonly says: string;
  next(key: Named): readonly Suggestion[];
}

/** How a command names the key. */
interface Named {
  readonly id: string;
  readonly region: string;
}

const kms = (operation: string, { id, region }: Named): string =>
  `aws kms ${operation} --key-id ${id} --region ${region}`;

const enable = (key: Named): Suggestion => ({ why: 'enables the key', shell: kms('enable-key', key) });

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html */
const STATES: Readonly<Record<string, State>> = {
  Disabled: { says: 'is disabled', next: (key) => [enable(key)] },
  PendingDeletion: {
    says: 'is scheduled for deletion',
    // A key whose deletion is canceled is disabled.
    next: (key) => [
      { why: 'cancels the deletion of the key', shell: kms('cancel-key-deletion', key) },
      enable(key),
    ],
  },
  // KMS takes no other material than the key had, and the lab keeps none.
  // https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-import-key-material.html
  PendingImport: {
    says: 'has no key material. If you kept the material it had, import it again; otherwise make a new key',
    next: ({ id }) => [
      { why: 'schedules the key for deletion', run: ['teardown', '--delete-key', id] },
      { why: 'makes a new key, and stores the sample file under it', run: ['setup'] },
    ],
  },
};

/** The same as an error. */
export function whyUnusable(metadata: Partial<KeyMetadata>, region: string): LabError | undefined {
  const why = unusable(metadata, region);
  return why && new LabError('ERR_KEY_STATE', why.says, { next: why.next });
}

/** Why no principal can use the key, and what to type; `undefined` while it is enabled. */
export function unusable(
  { KeyId = '', KeyState }: Partial<KeyMetadata>,
  region: string,
): Unusable | undefined {
  if (KeyState === undefined || KeyState === 'Enabled') return undefined;
  const key = { id: KeyId, region };
  const state = Object.hasOwn(STATES, KeyState) ? STATES[KeyState] : undefined;
  return state
    ? { says: `The key ${KeyId} ${state.says}.`, next: state.next(key) }
    : {
        says: `The key ${KeyId} is in the state ${KeyState}, in which it cannot be used.`,
        next: [{ why: 'shows the state of the key', shell: kms('describe-key', key) }],
      };
}

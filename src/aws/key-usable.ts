import type { KeyMetadata } from '@aws-sdk/client-kms';
import { LabError } from '../contract/errors.ts';
import type { Prospect } from '../contract/prospect.ts';
import { type Suggestion, sh } from '../contract/suggestion.ts';

export type Unusable = NonNullable<Prospect['unusable']>;

interface State {
  says(metadata: Partial<KeyMetadata>): string;
  next(key: Named, metadata: Partial<KeyMetadata>): readonly Suggestion[];
}

/** How a command names the key. */
interface Named {
  readonly id: string;
}

const day = (date: Date | undefined): string => (date ? ` on ${date.toISOString().slice(0, 10)}` : '');

const kms = (operation: string, { id }: Named): string => sh`aws kms ${operation} --key-id ${id}`;

const enable = (key: Named): Suggestion => ({ why: 'enables the key', shell: kms('enable-key', key) });

/**
 * KMS accepts only the same material again, and the lab keeps no copy.
 * https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-import-key-material.html
 */
const anew = ({ id }: Named): readonly Suggestion[] => [
  { why: 'schedules the key for deletion', run: ['teardown', '--delete-key', id] },
  { why: 'creates a new key, and stores the sample file under it', run: ['setup'] },
];

/** Inferred: DescribeKey returns the expiration model of imported material, and none if there is no material. */
const lacksMaterial = ({ Origin, ExpirationModel }: Partial<KeyMetadata>): boolean =>
  Origin === 'EXTERNAL' && ExpirationModel === undefined;

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html */
const STATES: Readonly<Record<string, State>> = {
  Disabled: { says: () => 'is disabled', next: (key) => [enable(key)] },
  PendingDeletion: {
    says: (key) =>
      `is scheduled for deletion${day(key.DeletionDate)}${lacksMaterial(key) ? ', and has no key material' : ''}`,
    // After its deletion is canceled, a key is disabled or pending import.
    next: (key, metadata) =>
      lacksMaterial(metadata)
        ? anew(key)
        : [{ why: 'cancels the deletion of the key', shell: kms('cancel-key-deletion', key) }, enable(key)],
  },
  PendingImport: {
    says: ({ ValidTo }) =>
      `has no key material${ValidTo ? `, which expired${day(ValidTo)}` : ''}. If you kept the material it had, import it again; otherwise create a new key`,
    next: anew,
  },
};

/** The same as an error. */
export function whyUnusable(metadata: Partial<KeyMetadata>): LabError | undefined {
  const why = unusable(metadata);
  return why && new LabError('ERR_KEY_STATE', why.says, { next: why.next });
}

/** Why no principal can use the key, and what to type; `undefined` if it is enabled. */
export function unusable(metadata: Partial<KeyMetadata>): Unusable | undefined {
  const { KeyId: id = '', KeyState } = metadata;
  if (KeyState === undefined || KeyState === 'Enabled') return undefined;
  const state = Object.hasOwn(STATES, KeyState) ? STATES[KeyState] : undefined;
  return state
    ? { says: `The key ${id} ${state.says(metadata)}.`, next: state.next({ id }, metadata) }
    : {
        says: `The key ${id} is in the state ${KeyState}, in which it cannot be used.`,
        next: [{ why: 'shows the state of the key', shell: kms('describe-key', { id }) }],
      };
}

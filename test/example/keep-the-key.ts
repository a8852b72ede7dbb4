import { editOf, editStep } from '../../src/contract/step.ts';
import { type Statement, statementsOf } from '../../src/policy/document.ts';
import { keyPolicyByCli, keyPolicyInConsole } from '../../steps/by-hand/key-policy.ts';

/**
 * A request without MFA either says `false` or does not say anything: `BoolIfExists` means both.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
 */
const KEEP_THE_KEY: Statement = {
  Sid: 'Keep the key',
  Effect: 'Deny',
  Principal: { AWS: '*' },
  Action: ['kms:ScheduleKeyDeletion', 'kms:DeleteImportedKeyMaterial'],
  Resource: '*',
  Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
};

export default editStep({
  id: 'keep-the-key',
  title: 'Key policy: deleting the key requires MFA',
  section: 'Our own',
  guide: {
    why: 'An Allow with a condition takes nothing away. To require MFA of everyone, use a Deny.',
    task: () => 'Add a Deny of the actions that delete the key or its material, for requests without MFA.',
    console: keyPolicyInConsole,
    cli: keyPolicyByCli,
  },
  edits: [
    editOf('key-policy', (current) => {
      if (!current) return current;
      const others = statementsOf(current).filter(({ Sid }) => Sid !== KEEP_THE_KEY.Sid);
      return { ...current, Statement: [...others, KEEP_THE_KEY] };
    }),
  ],
});

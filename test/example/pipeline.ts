import { ACCESS_CHECKS } from '../../checks/expected-access.ts';
import type { Pipeline } from '../../src/contract/step.ts';
import { pipeline } from '../../steps/index.ts';
import keepTheKey from './keep-the-key.ts';
import keyIsEnabled from './key-is-enabled.ts';
import nobodyDeletesWithoutMfa from './nobody-deletes-without-mfa.ts';

/** The page, and one more step. */
export const longer: Pipeline = {
  ...pipeline,
  stages: [
    ...pipeline.stages,
    {
      step: keepTheKey,
      checks: () => [nobodyDeletesWithoutMfa, keyIsEnabled, ACCESS_CHECKS['operator-can-use-the-key']],
    },
  ],
};

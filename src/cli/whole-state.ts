import { LabError } from '../contract/errors.ts';
import type { Objects } from '../contract/objects.ts';
import type { GlobalOptions } from './global-options.ts';
import { flagOf, GLOBAL_OPTIONS, type OptionRow } from './options.ts';

type Where = Pick<GlobalOptions, 'region' | 'stateProfile' | 'stateEndpoint' | 'allowHttp' | 'askMfaCode'>;

/** Where S3 is asked for a bucket’s Region if none is configured. */
const ANY_REGION = 'us-east-1';

/**
 * The state in S3 for a command that opens no account. The credentials are those of `--state-profile`, or what the AWS
 * CLI would use.
 */
export async function openWholeState(
  { region, stateProfile, stateEndpoint, allowHttp, askMfaCode }: Where,
  state: string,
): Promise<{ readonly below: (names: readonly string[]) => Objects; close(): void }> {
  requireStateUrl(state);
  const [{ stateAddress }, { openStateBucket }, { s3Objects }, { targetRegion }] = await Promise.all([
    import('../aws/state/state-address.ts'),
    import('../aws/state/state-bucket.ts'),
    import('../aws/state/s3-objects.ts'),
    import('../aws/client/region.ts'),
  ]);
  const where = {
    ...(region === undefined ? {} : { region }),
    ...(stateProfile === undefined ? {} : { profile: stateProfile }),
    ...(stateEndpoint === undefined ? {} : { endpoint: stateEndpoint }),
  };
  const bucket = openStateBucket(stateAddress(state), {
    name: 'aws',
    allowHttp,
    ...where,
    region: () =>
      targetRegion(where).catch((error) => {
        if (error instanceof LabError && error.message === 'No region is configured.') return ANY_REGION;
        throw error;
      }),
    ...(askMfaCode ? { askMfaCode } : {}),
  });
  return { below: (names) => s3Objects(bucket, names), close: bucket.close };
}

/** An argument of a command has the form of the option. Throws `ERR_USAGE`. */
function requireStateUrl(typed: string): void {
  const row = (GLOBAL_OPTIONS as readonly OptionRow[]).find(({ key }) => key === 'state');
  if (!row?.form || row.form.pattern.test(typed)) return;
  throw new LabError('ERR_USAGE', `"${typed}" is not ${row.form.is}.`, {
    hint: `as ${flagOf(row)} takes it`,
  });
}

/** What other machines did is reported like what this one did. */
export async function fetchShared(
  options: Where & Pick<GlobalOptions, 'stateDir' | 'account'>,
  state: string,
): Promise<void> {
  const { fetchJournals } = await import('../engine/shared-state/fetch-journals.ts');
  const { below, close } = await openWholeState(options, state);
  try {
    await fetchJournals(below([]), options.stateDir, options);
  } finally {
    close();
  }
}

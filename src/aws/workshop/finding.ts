import { LabError } from '../../contract/errors.ts';
import type { Remedy, Suggestion } from '../../contract/suggestion.ts';
import type { FoundPart } from '../../contract/workshop.ts';
import { awsCode } from '../client/failure.ts';
import { TAG } from '../resources/user.ts';

interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** The lab created it. */
export const isTagged = (tags: readonly Tag[] | undefined): boolean => hasTag(tags, TAG);

export const hasTag = (tags: readonly Tag[] | undefined, { Key, Value }: Tag): boolean =>
  (tags ?? []).some((tag) => tag.Key === Key && tag.Value === Value);

export const notOurs = (what: string, remedy: Remedy, cause?: unknown): LabError =>
  new LabError('ERR_NOT_OURS', what, { ...remedy, ...(cause === undefined ? {} : { cause }) });

export const SETUP_AGAIN: Suggestion = { run: ['setup'], why: 'continues from there' };
export const TEARDOWN_AGAIN: Suggestion = { run: ['teardown'], why: 'continues from there' };

/** Something exists where the lab needs its own resource, and cannot be used. */
export const unfit = (what: string, remedy: Remedy, cause?: unknown): Pick<FoundPart, 'unfit'> => ({
  unfit: notOurs(what, remedy, cause),
});

/** Codes for something that already exists: a request was sent twice, or another user was faster. */
const THERE =
  /^(EntityAlreadyExists(Exception)?|AlreadyExistsException|InvalidGroup\.Duplicate|InvalidPermission\.Duplicate|BucketAlreadyOwnedByYou)$/;

/** Creating what already exists does nothing. */
export async function unlessThere(making: Promise<unknown>): Promise<void> {
  try {
    await making;
  } catch (error) {
    if (!THERE.test(awsCode(error) ?? '')) throw error;
  }
}

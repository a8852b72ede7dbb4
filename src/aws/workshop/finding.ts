import { LabError } from '../../contract/errors.ts';
import type { Remedy, Suggestion } from '../../contract/suggestion.ts';
import type { FoundPart } from '../../contract/workshop.ts';
import { awsCode } from '../client/failure.ts';
import { TAG } from '../resources/user.ts';

interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** The lab made it. */
export const isTagged = (tags: readonly Tag[] | undefined): boolean => hasTag(tags, TAG);

export const hasTag = (tags: readonly Tag[] | undefined, { Key, Value }: Tag): boolean =>
  (tags ?? []).some((tag) => tag.Key === Key && tag.Value === Value);

export const notOurs = (what: string, remedy: Remedy, cause?: unknown): LabError =>
  new LabError('ERR_NOT_OURS', what, { ...remedy, ...(cause === undefined ? {} : { cause }) });

export const SETUP_AGAIN: Suggestion = { run: ['setup'], why: 'goes on from there' };
export const TEARDOWN_AGAIN: Suggestion = { run: ['teardown'], why: 'goes on from there' };

/** Something stands where the lab needs a thing of its own, and cannot be used. */
export const unfit = (what: string, remedy: Remedy, cause?: unknown): Pick<FoundPart, 'unfit'> => ({
  unfit: notOurs(what, remedy, cause),
});

/** Codes of a thing that is there already: a request was sent twice, or somebody was quicker. */
const THERE =
  /^(EntityAlreadyExists(Exception)?|AlreadyExistsException|InvalidGroup\.Duplicate|InvalidPermission\.Duplicate|BucketAlreadyOwnedByYou)$/;

/** Making a thing that is there makes nothing. */
export async function unlessThere(making: Promise<unknown>): Promise<void> {
  try {
    await making;
  } catch (error) {
    if (!THERE.test(awsCode(error) ?? '')) throw error;
  }
}

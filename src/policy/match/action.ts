import { type Glob, globOf, matchesGlob } from './wildcard.ts';

/**
 * Service prefix and action name compare without case, and both may hold wildcards.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
export const matchesAction = (pattern: string, action: string): boolean =>
  matchesGlob(actionGlob(pattern), foldAction(action));

export const actionGlob = (pattern: string): Glob => globOf(foldAction(pattern));

export const foldAction = (action: string): string => action.toLowerCase();

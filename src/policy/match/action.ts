import { type Glob, globOf, matchesGlob } from './wildcard.ts';

/**
 * Service prefix and action name are case-insensitive, and both may have wildcards.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
export const matchesAction = (pattern: string, action: string): boolean =>
  matchesGlob(actionGlob(pattern), foldAction(action));

export const actionGlob = (pattern: string): Glob => globOf(foldAction(pattern));

export const foldAction = (action: string): string => action.toLowerCase();

import { type ErrorCode, LabError } from '../../contract/errors.ts';

/**
 * The result of looking for one resource of the page. `missing`: it does not exist, or not as the page needs it, and
 * the error says what to type. `unreadable`: it may exist, but could not be looked at.
 */
export type FindResult<T> =
  | { readonly kind: 'found'; readonly is: T }
  | { readonly kind: 'missing'; readonly error: LabError }
  | { readonly kind: 'unreadable'; readonly error: LabError };

/** These codes say something about the resource; all others say only that it could not be looked at. */
const ABOUT_THE_THING: readonly ErrorCode[] = [
  'ERR_NOT_FOUND',
  'ERR_NOT_OURS',
  'ERR_KEY_STATE',
  'ERR_USAGE',
  'ERR_WRONG_ACCOUNT',
];

/** The operator is not signed in, or has stopped the command: looking again would not help. */
const FINAL: readonly ErrorCode[] = ['ERR_CREDENTIALS', 'ERR_INTERRUPTED', 'ERR_INTERNAL'];

/** Looks once. Throws only errors that say nothing about the resource: a bug, or an operator who is not signed in. */
export async function found<T>(look: () => Promise<T>): Promise<FindResult<T>> {
  try {
    return { kind: 'found', is: await look() };
  } catch (error) {
    if (!(error instanceof LabError) || FINAL.includes(error.code)) throw error;
    return { kind: ABOUT_THE_THING.includes(error.code) ? 'missing' : 'unreadable', error };
  }
}

/** The resource. Throws the error that says why it is missing. */
export async function required<T>(looking: Promise<FindResult<T>>): Promise<T> {
  const one = await looking;
  if (one.kind === 'found') return one.is;
  throw one.error;
}

/** The resource; `undefined` if it does not exist. Throws if it could not be looked at, or must not be used. */
export async function ifThere<T>(looking: Promise<FindResult<T>>): Promise<T | undefined> {
  const one = await looking;
  if (one.kind === 'found') return one.is;
  if (one.error.code === 'ERR_NOT_FOUND') return undefined;
  throw one.error;
}

/** The resource; `undefined` if it is missing or could not be looked at. */
export async function ifFound<T>(looking: Promise<FindResult<T>>): Promise<T | undefined> {
  const one = await looking;
  return one.kind === 'found' ? one.is : undefined;
}

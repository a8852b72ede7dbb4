/** What can go wrong in a call of the library; the command line has the same codes. */
export type LibraryErrorCode =
  /** An argument is missing, has the wrong type, or has a value that the function does not accept. */
  | 'ERR_USAGE'
  /** A policy is not a policy document. */
  | 'ERR_DOCUMENT'
  /** The sandbox has no user, role or account of that name. */
  | 'ERR_UNKNOWN_NAME'
  /** Another program, or another sandbox, listens on the port. */
  | 'ERR_PORT_IN_USE'
  /** The file of a saved sandbox does not exist. */
  | 'ERR_NOT_FOUND'
  /** The file of a saved sandbox is damaged. */
  | 'ERR_STATE_DAMAGED'
  /** The file of a saved sandbox was written by a newer version. */
  | 'ERR_STATE_NEWER'
  /** The sandbox cannot write its temporary directory. */
  | 'ERR_STATE_UNWRITABLE';

/** The error of every function of the library. It never holds a secret. */
export class LibraryError extends Error {
  readonly code: LibraryErrorCode;
  /** What to do about it, if the message does not say so. */
  readonly hint: string | undefined;

  constructor(
    code: LibraryErrorCode,
    message: string,
    options: { readonly hint?: string; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'LibraryError';
    this.code = code;
    this.hint = options.hint;
  }
}

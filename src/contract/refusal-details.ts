/**
 * AWS's details of a refusal: to be shown at a terminal, and not stored in a file. Attached under a symbol that no
 * serializer and no copy includes.
 */
export interface RefusalDetails {
  /** A page of the console. Anyone in the account can open it, for 24 hours. */
  readonly link?: string;
  /** For the API that returns the same; absent beside a link, which contains it. */
  readonly id?: string;
  /** https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html */
  readonly encoded?: string;
}

const DETAILS = Symbol('details of a refusal');

/** Returns the same object. */
export function withRefusalDetails<T extends object>(thing: T, details: RefusalDetails | undefined): T {
  if (details) Object.defineProperty(thing, DETAILS, { value: details, configurable: true });
  return thing;
}

/** From an error, or one of its causes; or from what was made of it. */
export function refusalDetailsOf(thing: unknown): RefusalDetails | undefined {
  if (typeof thing !== 'object' || thing === null) return undefined;
  const { [DETAILS]: details, cause } = thing as { [DETAILS]?: RefusalDetails; cause?: unknown };
  return details ?? refusalDetailsOf(cause);
}

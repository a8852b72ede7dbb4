/**
 * What AWS offers to those it refused, to read more: to be shown at a terminal, and kept in no file. It goes along under a
 * symbol that no serializer and no copy takes.
 */
export interface RefusalDetails {
  /** A page of the console. Anyone in the account can open it, for 24 hours. */
  readonly link?: string;
  /** For the API that tells the same; absent beside a link, which holds it. */
  readonly id?: string;
  /** https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html */
  readonly encoded?: string;
}

const DETAILS = Symbol('details of a refusal');

/** Gives the thing itself. */
export function withRefusalDetails<T extends object>(thing: T, details: RefusalDetails | undefined): T {
  if (details) Object.defineProperty(thing, DETAILS, { value: details, configurable: true });
  return thing;
}

/** Of an error, or of one of its causes; of what was made of it. */
export function refusalDetailsOf(thing: unknown): RefusalDetails | undefined {
  if (typeof thing !== 'object' || thing === null) return undefined;
  const { [DETAILS]: details, cause } = thing as { [DETAILS]?: RefusalDetails; cause?: unknown };
  return details ?? refusalDetailsOf(cause);
}

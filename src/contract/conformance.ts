/** What an endpoint did with one request of the suite, beside what AWS does. */
export interface ConformanceResult {
  readonly id: string;
  /** What AWS does, as a sentence. */
  readonly says: string;
  /** The page of AWS's documentation that says so. */
  readonly source: string;
  /** AWS does not document it; this is the best reading. */
  readonly inferred?: true;
  readonly expected: string;
  /** `allowed`, or the refusal: its code and its text. */
  readonly answered: string;
  /** `unarranged`: the endpoint refused what had to be there before the request. */
  readonly status: 'conforms' | 'differs' | 'unarranged';
}

/** A run of the suite. */
export interface Conformance {
  /** The endpoint's address. */
  readonly endpoint: string;
  readonly rows: readonly ConformanceResult[];
  /** What could not be removed afterward, each as a sentence. */
  readonly left: readonly string[];
}

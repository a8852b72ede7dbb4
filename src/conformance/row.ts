import type { Statement } from '../policy/document.ts';
import type { ConformanceCaller, ConformanceScene, Signed } from './scene.ts';

export interface ExpectedRefusal {
  readonly code: string;
  /** In the message. */
  readonly says?: RegExp;
}

/** A request, what decides about it, and what AWS answers. */
export interface ConformanceRow {
  readonly id: string;
  /** What AWS does, as a sentence. */
  readonly says: string;
  /** https://docs.aws.amazon.com/… */
  readonly source: string;
  /** AWS does not document it; this is the best reading. */
  readonly inferred?: true;
  /** Statements of the key policy, beside the one that lets the operator manage the key. */
  readonly key?: (scene: ConformanceScene) => readonly Statement[];
  /** Statements of an IAM policy of the user and of the role. */
  readonly iam?: (scene: ConformanceScene) => readonly Statement[];
  /** Done by the operator before the request. */
  readonly before?: (scene: ConformanceScene) => Promise<unknown>;
  /** Done by the operator after it, whatever was answered. */
  readonly after?: (scene: ConformanceScene) => Promise<unknown>;
  readonly as: ConformanceCaller;
  readonly ask: (as: Signed, scene: ConformanceScene) => Promise<unknown>;
  readonly expect: 'allowed' | ExpectedRefusal;
}

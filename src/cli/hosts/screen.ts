import type { Host, Summary } from '../../contract/event.ts';
import type { Style } from '../../report/style.ts';

/** An answer that is no event: the list of checkpoints, a step's guide. */
export interface PrintedAnswer {
  readonly records: readonly { readonly type: string }[];
  text(style: Style): string;
}

/** Where a command's events and answers are shown. */
export interface OutputScreen extends Host {
  /** The summary is for programs; a person has the answer. */
  answer(answer: PrintedAnswer, summary: Summary): void;
  /** Shows what is left to show; nothing comes after it. */
  close(): Promise<void>;
}

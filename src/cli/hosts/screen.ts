import type { Host, Summary } from '../../contract/event.ts';
import type { Style } from '../../report/style.ts';

/** An answer that is not an event: the list of checkpoints, a step's guide. */
export interface PrintedAnswer {
  readonly records: readonly { readonly type: string }[];
  text(style: Style): string;
}

/** Where a command's events and answers are shown. */
export interface OutputScreen extends Host {
  /** The summary is for programs; people get the answer. */
  answer(answer: PrintedAnswer, summary: Summary): void;
  /** Shows what is left to show; nothing follows. */
  close(): Promise<void>;
}

import type { ActAnswer, ActName, WebAct, WebEvent } from '../acts.ts';

/** The account behind the page: served, or none. What it cannot do is not drawn. */
export interface LabClient {
  readonly can: ReadonlySet<ActName>;
  /** Calls back for each event until it is stopped. */
  follow(receive: (event: WebEvent) => void, connected: (is: PageConnection) => void): () => void;
  act(act: WebAct): Promise<ActAnswer>;
}

/** `refused`: the server does not know this browser; its link is needed again. */
export type PageConnection = 'opening' | 'open' | 'lost' | 'refused';

/** What the browser got. The page's app gives no response at all when S3 refuses the download. */
export type Page =
  | { readonly kind: 'shown'; readonly status: number; readonly body: string }
  | { readonly kind: 'no-response'; readonly detail: string };

/** The page's web app, as a browser and a reader of its log meet it. Throws `ERR_LOOK` when nothing listens there. */
export interface WebApp {
  readonly url: string;
  /** The links on its first page: `S3//SampleFile-KMS.txt`. */
  list(): Promise<readonly string[]>;
  download(link: string): Promise<Page>;
  /** Stores a small file of a fixed name through the app's form; stopping the web app removes it. */
  uploadSample(): Promise<Page>;
  log(): Promise<string>;
}

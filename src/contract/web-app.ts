/** What the browser received from the web app. The app does not respond at all when S3 refuses the download. */
export type WebAppPage =
  | { readonly kind: 'shown'; readonly status: number; readonly body: string }
  | { readonly kind: 'no-response'; readonly detail: string };

/** The web app of the page, through its pages and its log. Throws `ERR_LOOK` when nothing listens on its port. */
export interface WebApp {
  readonly url: string;
  /** The links on its first page: `S3//SampleFile-KMS.txt`. */
  list(): Promise<readonly string[]>;
  download(link: string): Promise<WebAppPage>;
  /** Stores a small file of a fixed name through the app's form. Stopping the web app removes the file. */
  uploadSample(): Promise<WebAppPage>;
  log(): Promise<string>;
}

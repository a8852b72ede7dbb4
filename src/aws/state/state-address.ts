/** Where state is kept in S3. */
export interface StateAddress {
  readonly bucket: string;
  /** Without slashes at its ends; empty for the bucket itself. */
  readonly prefix: string;
}

/** Of `s3://bucket/prefix`, in the form that the option demands. */
export function stateAddress(url: string): StateAddress {
  const [bucket = '', ...prefix] = url.slice('s3://'.length).split('/').filter(Boolean);
  return { bucket, prefix: prefix.join('/') };
}

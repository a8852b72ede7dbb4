import table from './service-table.json' with { type: 'json' };

export type S3Kind = 'bucket' | 'object';

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */
export interface S3Action {
  /** In lower case: `s3:getobject`. */
  readonly name: string;
  /** Which of a bucket policy's resources it acts on; none for `s3:ListAllMyBuckets`. */
  readonly on: readonly S3Kind[];
  readonly keys: ReadonlySet<string>;
}

const { keys, groups } = table.s3;

export const S3_ACTIONS: readonly S3Action[] = groups.flatMap(({ on, keys: indexes, actions }) => {
  const itsKeys = new Set(indexes.map((index) => keys[index] ?? ''));
  return actions.map((name) => ({
    name: `s3:${name.toLowerCase()}`,
    on: on as readonly S3Kind[],
    keys: itsKeys,
  }));
});

/** `s3:ExistingObjectTag/stage` as the table has it: `existingobjecttag/`. `undefined` if S3 has no such key. */
export function s3KeyNamed(key: string): string | undefined {
  const [, name = '', tag] = /^s3:([^/]+)(\/.+)?$/s.exec(key.toLowerCase()) ?? [];
  const known = tag === undefined ? name : `${name}/`;
  return keys.includes(known) ? known : undefined;
}

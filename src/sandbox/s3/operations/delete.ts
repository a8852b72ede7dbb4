import {
  DeleteObject$,
  type DeleteObjectCommand,
  DeleteObjects$,
  type DeleteObjectsCommand,
} from '@aws-sdk/client-s3';
import { MIB } from '../../../disk/read-file.ts';
import { ServiceError } from '../../operation.ts';
import { onObject, s3Action } from '../call.ts';
import { findObject, noSuchKey } from '../objects.ts';
import { refuseWrite } from '../preconditions.ts';
import { refuseUnsupported } from '../unsupported.ts';

/** An object that does not exist counts as deleted. */
export const DeleteObject = s3Action<DeleteObjectCommand>()({
  schema: DeleteObject$,
  needs: (call) => [onObject('s3:DeleteObject', call, call.input.Key)],
  handle: ({ bucket, input }) => {
    const present = findObject(bucket, input.Key);
    if (input.IfMatch !== undefined && !present) throw noSuchKey(input.Key);
    refuseWrite(input.Key, present, { IfMatch: input.IfMatch });
    delete bucket.objects[input.Key];
    return {};
  },
});

/** Of keys of 1,024 bytes: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
const MOST_AT_ONCE = 1000;

/**
 * Naming a version needs a permission of its own. That this includes `null`, the version of an unversioned object, is
 * inferred.
 */
export const DeleteObjects = s3Action<DeleteObjectsCommand>()({
  schema: DeleteObjects$,
  bodyLimit: 2 * MIB,
  needs: (call) =>
    doomedIn(call.input).map(({ Key, VersionId }) =>
      onObject(VersionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion', call, Key),
    ),
  handle: ({ bucket, input }) => {
    const doomed = doomedIn(input);
    for (const { Key } of doomed) delete bucket.objects[Key];
    return input.Delete.Quiet ? {} : { Deleted: doomed.map(({ Key }) => ({ Key })) };
  },
});

interface Doomed {
  readonly Key: string;
  readonly VersionId?: string | undefined;
}

interface Deletion {
  readonly Delete: { readonly Objects: readonly Partial<Doomed>[] | undefined };
}

function doomedIn({ Delete: { Objects = [] } }: Deletion): readonly Doomed[] {
  for (const object of Objects) refuseUnsupported({ ...object });
  if (Objects.length === 0 || Objects.length > MOST_AT_ONCE) {
    throw new ServiceError(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  }
  return Objects.map(({ Key = '', VersionId }) => ({ Key, VersionId }));
}

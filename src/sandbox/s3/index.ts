import { errorTypeRegistries } from '@aws-sdk/client-s3';
import { restXml } from '../protocol/rest-xml.ts';
import { defineService } from '../protocol/service.ts';
import { ABSENT } from '../unread-members.ts';
import * as bucketEncryption from './operations/bucket-encryption.ts';
import * as bucketPolicy from './operations/bucket-policy.ts';
import * as bucketSettings from './operations/bucket-settings.ts';
import * as buckets from './operations/buckets.ts';
import * as copy from './operations/copy.ts';
import * as deletes from './operations/delete.ts';
import * as lists from './operations/list.ts';
import * as multipart from './operations/multipart.ts';
import * as reads from './operations/read.ts';
import * as writes from './operations/write.ts';

/** Every export of `operations/` is the operation of that name. */
export const s3Service = defineService<typeof import('@aws-sdk/client-s3')>({
  name: 's3',
  protocol: restXml,
  xmlNamespace: 'http://s3.amazonaws.com/doc/2006-03-01/',
  registries: errorTypeRegistries,
  absent: ABSENT.s3,
  operations: {
    ...bucketEncryption,
    ...bucketPolicy,
    ...bucketSettings,
    ...buckets,
    ...copy,
    ...deletes,
    ...lists,
    ...multipart,
    ...reads,
    ...writes,
  },
});

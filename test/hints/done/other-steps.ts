import { SendCommandCommand } from '@aws-sdk/client-ssm';
import { PROCESS_PATTERN, startLine, startScript } from '../../../src/contract/web-app-program.ts';
import { allowing, SEEDED } from '../../home/edits/edit.ts';
import { FACTS } from '../attempt.ts';
import type { Deed } from './bench.ts';
import { detached, edit, version } from './deeds.ts';
import { at, type Row } from './row.ts';

const OTHER_KEY = '99999999-0000-4000-8000-000000000000';
const onInstance =
  (...commands: string[]): Deed =>
  ({ ssm }) =>
    ssm.send(
      new SendCommandCommand({
        DocumentName: 'AWS-RunShellScript',
        InstanceIds: [SEEDED.instance],
        Parameters: { commands },
      }),
    );
const started = (keyId: string = SEEDED.key, port = 80): Deed => onInstance(...startScript(keyId, port));
const ended = onInstance(`pkill -f '${PROCESS_PATTERN}'`);
const WITHOUT_PORT = [...startScript(SEEDED.key, 80).slice(0, -1), startLine('$A', 80).replace(/ 80 /, ' ')];
const decryptGivenBack = version(
  allowing('kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:TagResource', 'kms:UntagResource'),
  true,
);

/** The steps that are about the web app. */
export const OTHER_STEPS: readonly Row[] = [
  ...at('start-web-app', [
    ['the web app at port 8080', started(SEEDED.key, 8080), 'web-app-wrong-port', /port 8080/],
    ['the web app without a port', onInstance(...WITHOUT_PORT), 'web-app-wrong-port', /port 8000/],
    [
      'the web app given the alias',
      started(SEEDED.alias),
      'web-app-wrong-key',
      /the alias and not the key id/,
    ],
    ['the web app given the ARN', started(FACTS.key.arn), 'web-app-wrong-key', /ARN and not its id/],
    [
      'the web app given a key that is not there',
      started(OTHER_KEY),
      'web-app-wrong-key',
      /not a key of this account/,
    ],
    ['the web app started and ended', [started(), ended], 'web-app-not-started', /not running/],
    [
      'the web app started in the wrong folder',
      onInstance('cd /tmp', 'python2 WebAppEncSSE.py 80'),
      'web-app-not-started',
      /not running/,
    ],
    [
      'the web app started, and the instance stopped',
      [started(), edit('instance: stopped')],
      'thing-missing',
      /start-instances/,
    ],
    [
      'the web app started, and the key disabled',
      [started(), edit('key: disabled')],
      'thing-missing',
      /enable-key/,
    ],
    [
      'the web app started, and the bucket deleted',
      [started(), edit('bucket: emptied and deleted')],
      'bucket-policy-changed',
      /was deleted/,
    ],
    [
      'the web app started, and AmazonS3FullAccess detached',
      [started(), detached('arn:aws:iam::aws:policy/AmazonS3FullAccess')],
      'role-attached-changed',
      /AmazonS3FullAccess is no longer/,
    ],
    [
      'the web app started, and kms:Decrypt given back to the role',
      [started(), decryptGivenBack],
      'version-not-default',
      /has what the step wants[\s\S]*set-default-policy-version/,
    ],
  ]),
  ...at('open-sample-file', [
    ['the web app ended', ended, 'web-app-not-started', /not running/],
    [
      'the sample file without KMS when it is opened',
      edit('sample file: overwritten without KMS'),
      'sample-file-changed',
      /without KMS/,
    ],
    [
      'kms:Decrypt given back to the role',
      decryptGivenBack,
      'version-not-default',
      /Version v2[\s\S]*set-default-policy-version/,
    ],
  ]),
];

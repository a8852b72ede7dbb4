import { LabError } from '../../contract/errors.ts';
import { WEB_APP } from '../../contract/web-app-program.ts';
import webApp from './WebAppEncSSE.py?raw';

const FILE = WEB_APP.path(WEB_APP.program);
const END = `END_OF_${WEB_APP.name}`;

/** Maximum bytes: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html */
export const MOST_USER_DATA = 16 * 1024;

/** The app for a bucket of that name. Throws `ERR_USAGE` for a name that could end the text it is put into. */
export function webAppFor(bucket: string): string {
  if (!/^[a-z0-9.-]+$/.test(bucket)) {
    throw new LabError('ERR_USAGE', `"${bucket}" is not the name of a bucket.`, { hint: 'correct --bucket' });
  }
  return webApp.replace("BUCKET = ''", `BUCKET = '${bucket}'`);
}

/**
 * What the instance runs at its first start, as root: puts the app where the page has it, and installs boto3. The
 * image has Python 3 (https://docs.aws.amazon.com/linux/al2023/ug/python.html).
 */
export const userData = (app: string = webApp): string =>
  [
    '#!/bin/bash',
    'set -e',
    // boto3 comes first, so the app can start as soon as it is there.
    'dnf install -y python3-boto3',
    // The page types `python`, which Amazon Linux 2023 does not have:
    // https://docs.aws.amazon.com/linux/al2023/ug/python.html
    'ln -s python3 /usr/bin/python',
    `install -d -o ec2-user -g ec2-user ${WEB_APP.folder}`,
    `cat > ${FILE} <<'${END}'`,
    app.trimEnd(),
    END,
    `chown ec2-user:ec2-user ${FILE}`,
    `chmod 755 ${FILE}`,
    '',
  ].join('\n');

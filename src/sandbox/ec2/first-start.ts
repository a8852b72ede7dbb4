import { posix } from 'node:path';
import { ServiceError } from '../operation.ts';
import { APP_FOLDER, Disk } from '../ssm/disk.ts';
import type { Ec2Instance } from '../world.ts';

/** Bytes: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html */
const MOST_USER_DATA = 16 * 1024;

/** `cat > FILE <<'END'` */
const HERE_DOCUMENT = /^cat > (\S+) <<'(\w+)'\n([\s\S]*?)\n\2$/gm;

/** An additional name for the installed Python. */
const PYTHON_LINK = /^ln -s python3 \/usr\/bin\/python$/m;

/** Applies the parts of an instance's first-start script that write files to the app's folder or link `python`. */
export function firstStart(instance: Ec2Instance, userData: string | undefined): void {
  if (userData === undefined) return;
  const bytes = Buffer.from(userData, 'base64');
  if (bytes.length > MOST_USER_DATA) {
    throw new ServiceError('InvalidParameterValue', `User data is limited to ${MOST_USER_DATA} bytes`);
  }
  const script = bytes.toString('utf8');
  if (!script.startsWith('#!')) return;
  if (PYTHON_LINK.test(script)) instance.software?.programs.push('python');
  const disk = new Disk(instance);
  for (const [, path = '', , text = ''] of script.matchAll(HERE_DOCUMENT)) {
    if (posix.dirname(path) === APP_FOLDER) disk.write(path, `${text}\n`, 'write');
  }
}

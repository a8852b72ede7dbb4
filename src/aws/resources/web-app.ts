import { DeleteObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { LabError } from '../../contract/errors.ts';
import type { Facts } from '../../contract/facts.ts';
import { ANY_KEY, type ByHand, type Resource, type WebAppDocument } from '../../contract/resource.ts';
import { WEB_APP } from '../../contract/web-app-program.ts';
import { allAtOnce } from '../client/all-at-once.ts';
import { ifExists } from '../client/failure.ts';
import { requireVisitable } from '../find/address.ts';
import { type FindResult, required } from '../find/found.ts';
import { type InstanceCommands, interpreterOf } from '../web-app/commands.ts';
import { addressIn, knock } from '../web-app/knock.ts';
import { SAMPLE_UPLOAD } from '../web-app/visitor.ts';
import { type MayOperator, requirePermitted } from './permitted.ts';

/**
 * The page's web app: a process on the instance. Stopping it also removes what it left behind. If Systems Manager
 * does not reach the instance, kms-lab sees the app from outside, and the user starts and stops it by hand.
 */
export function webAppProcess(
  instance: InstanceCommands,
  s3: S3Client,
  facts: Facts,
  address: FindResult<string>,
  may: MayOperator,
): Resource<'web-app'> {
  /** Why the last look was from outside. */
  let outside: LabError | undefined;
  /** The last look found files that a stop removes, although no process ran. */
  let leftovers = false;
  const url = () => required(Promise.resolve(address));
  const arn = `arn:${facts.partition}:ec2:${facts.region}:${facts.accountId}:instance/${facts.instance.id}`;
  const shownUrl = address.kind === 'found' ? address.is : 'its address';
  return {
    id: 'web-app',
    title: `web app on ${facts.instance.id}`,
    arn,
    removable: true,
    after: [],
    async read() {
      try {
        const found = await instance.inspect();
        outside = undefined;
        leftovers = found.leftovers && !found.running;
        return found.running;
      } catch (error) {
        outside = noShell(error);
        return seenFromOutside(requireVisitable(await url()), outside);
      }
    },
    async write(document) {
      const [found] = await allAtOnce([
        outside ? undefined : instance.inspect(),
        // Before the stop: if removing fails, a running process shows that something is left to do.
        document ? undefined : removeUpload(s3, facts.bucket),
      ]);
      if (!found) return;
      const interpreter = document && interpreterOf(instance.id, found);
      if (found.running) await instance.stop();
      if (document && interpreter) await instance.start(startable(document, facts), interpreter);
    },
    byHand: (document) => outside && handling(document, facts, shownUrl, outside),
    unseen: () => outside && `${outside.message} The web app was seen from outside only: whether it runs.`,
    async tidy() {
      if (leftovers) await instance.stop();
      await removeUpload(s3, facts.bucket);
    },
    same: (a, b) => isSame(a, b),
    async possible(_, wanted) {
      if (!outside) requirePermitted('ssm:SendCommand', await may('ssm:SendCommand', arn));
      for (const action of wanted ? REMOVING : []) {
        const decision = await may(action, uploadArn(facts));
        // What no policy of the operator allows, the bucket's policy may still allow; what one denies stays denied.
        if (decision.outcome === 'explicitly-denied') requirePermitted(action, decision, { restores: true });
      }
    },
    calls: () => (outside ? ['by hand'] : ['ssm:SendCommand']),
  };
}

/** Throws every error except the one that says that the instance cannot be reached. */
function noShell(error: unknown): LabError {
  if (error instanceof LabError && error.code === 'ERR_NO_SHELL') return error;
  throw error;
}

async function seenFromOutside(url: string, cause: LabError): Promise<WebAppDocument | undefined> {
  const answer = await knock(url);
  if (answer === 'answers') return { keyId: ANY_KEY, port: addressIn(url).port };
  if (answer === 'refused') return undefined;
  throw new LabError(
    'ERR_NO_SHELL',
    `${cause.message} Whether the web app runs cannot be seen from outside either: ${url} does not respond.`,
    {
      hint: eitherOr(
        cause.hint,
        `open port ${addressIn(url).port} to your address in the instance’s security group`,
        '--web-app-url URL',
      ),
      next: cause.next,
      cause,
    },
  );
}

/** Remedies, of which the first may be missing. */
const eitherOr = (...ways: readonly (string | undefined)[]): string =>
  ways.flatMap((way) => (way === undefined ? [] : [way.replace(/\.$/, '')])).join('; or ');

const isSame = (a: WebAppDocument | undefined, b: WebAppDocument | undefined): boolean => {
  if (a && b && (a.keyId === ANY_KEY || b.keyId === ANY_KEY)) return true;
  return a?.keyId === b?.keyId && a?.port === b?.port;
};

/** An app that was only ever seen from outside is the page's. */
const startable = (document: WebAppDocument, { key }: Facts): WebAppDocument =>
  document.keyId === ANY_KEY ? { ...document, keyId: key.id } : document;

/** The page's own command: it asks for the key id at its prompt. */
function handling(
  document: WebAppDocument | undefined,
  facts: Facts,
  url: string,
  outside: LabError,
): ByHand {
  const typed = document
    ? `cd ${WEB_APP.folder}; sudo python ${WEB_APP.program} ${document.port}, with python3 where there is no python, and at its prompt ${startable(document, facts).keyId}`
    : `Ctrl-C in its terminal, or sudo pkill -f ${WEB_APP.program}; and rm -f ${WEB_APP.path(WEB_APP.copies)}, its clear-text copies`;
  const what = document ? 'Start the web app' : 'Stop the web app';
  return {
    instruction:
      `${outside.message} ${what} by hand, on ${facts.instance.id} (EC2, Instances, Connect): ${typed}. ` +
      `The lab waits until ${url} ${document ? 'answers' : 'no longer answers'}.`,
    because: new LabError('ERR_NO_SHELL', outside.message, {
      hint: eitherOr(
        outside.hint,
        `${document ? 'start' : 'stop'} the web app by hand, and then run this again: ${typed}`,
      ),
      next: outside.next,
      cause: outside,
    }),
  };
}

/** What `removeUpload` needs. */
const REMOVING = ['s3:GetObject', 's3:DeleteObject'] as const;

const uploadArn = ({ partition, bucket }: Facts): string =>
  `arn:${partition}:s3:::${bucket}/${SAMPLE_UPLOAD}`;

async function removeUpload(s3: S3Client, Bucket: string): Promise<void> {
  const upload = { Bucket, Key: SAMPLE_UPLOAD };
  if (await ifExists(s3.send(new HeadObjectCommand(upload)))) await s3.send(new DeleteObjectCommand(upload));
}

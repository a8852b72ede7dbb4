/**
 * The calls of a recorded command, and nothing else: the SDK's clients, a list, and no more waiting than in the
 * recording.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import * as ec2 from '@aws-sdk/client-ec2';
import * as iam from '@aws-sdk/client-iam';
import * as kms from '@aws-sdk/client-kms';
import * as organizations from '@aws-sdk/client-organizations';
import * as s3 from '@aws-sdk/client-s3';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';

interface Call {
  readonly service: keyof typeof SERVICES | 'web-app';
  readonly operation: string;
  readonly input: Record<string, unknown>;
  /** The sandbox principal, by the name of its credentials; or `assumed`: as the role that this lane has assumed. */
  readonly as: string;
  /** How many of the lane's other calls, in the order of their ends, had ended when this one began. */
  readonly after: number;
}

/** The calls about one account. */
interface Lane {
  /** In the order in which they began. */
  readonly calls: readonly Call[];
  /** Indexes of the calls in the order in which they ended. */
  readonly ends: readonly number[];
}

interface Script {
  readonly endpoint: string;
  readonly webAppUrl: string;
  readonly region: string;
  /** Makes the sandbox ready for requests. */
  readonly token: string;
  readonly lanes: readonly Lane[];
  /** How many lanes at a time. */
  readonly concurrency: number;
}

const SERVICES = {
  ec2: [ec2.EC2Client, ec2],
  iam: [iam.IAMClient, iam],
  kms: [kms.KMSClient, kms],
  organizations: [organizations.OrganizationsClient, organizations],
  s3: [s3.S3Client, s3],
  ssm: [ssm.SSMClient, ssm],
  sts: [sts.STSClient, sts],
} as const;

interface Answer {
  readonly Command?: { readonly CommandId?: string };
  readonly Credentials?: {
    readonly AccessKeyId: string;
    readonly SecretAccessKey: string;
    readonly SessionToken: string;
  };
}
type Send = (input: object) => Promise<Answer>;

const { endpoint, webAppUrl, region, token, lanes, concurrency } = JSON.parse(
  readFileSync(process.argv[2] ?? '', 'utf8'),
  (_, value) => (typeof value?.base64 === 'string' ? Buffer.from(value.base64, 'base64') : value),
) as Script;

/** Has the name that replay.mjs writes. */
const ASSUMED = 'assumed';

const { requestHandler } = new sts.STSClient({}).config;

/** The credentials that the tool used. */
async function credentialsOf(name: string) {
  const sent = request(`${endpoint}/_kms-lab/credentials/${name}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const { answer } = (await json(response)) as { answer: readonly { readonly expiration?: string }[] };
  return { ...answer[0], expiration: undefined };
}

interface Visit {
  readonly method: string;
  readonly path: string;
  readonly type?: string;
  readonly body: string;
}

/** Of the web app, which may give no answer. */
function visit({ method, path, type, body }: Visit): Promise<void> {
  return new Promise((ended) => {
    const headers = { referer: `${webAppUrl}/`, ...(type ? { 'content-type': type } : {}) };
    const sent = request(`${webAppUrl}${path}`, { method, headers, agent: false });
    sent.once('response', (response) => response.resume().once('end', ended));
    sent.once('error', () => ended());
    sent.end(body);
  });
}

const lent = new Map<string, ReturnType<typeof credentialsOf>>();

/** Sends the calls of one lane, each as soon as the recording did. */
class Replay {
  readonly #lane: Lane;
  readonly #sent: Promise<void>[] = [];
  #commandId: string | undefined;
  #assumed: object | undefined;

  constructor(lane: Lane) {
    this.#lane = lane;
  }

  async run(): Promise<void> {
    const { calls, ends } = this.#lane;
    for (const call of calls) {
      await Promise.all(ends.slice(0, call.after).map((index) => this.#sent[index]));
      this.#sent.push(this.#send(call));
    }
    await Promise.all(this.#sent);
  }

  async #send({ service, ...call }: Call): Promise<void> {
    if (service === 'web-app') return visit(call.input as unknown as Visit);
    const Command = (SERVICES[service][1] as unknown as Record<string, new (input: object) => object>)[
      `${call.operation}Command`
    ];
    if (!Command) throw new Error(`the SDK has no ${call.operation}`);
    const input =
      call.operation === 'GetCommandInvocation' ? { ...call.input, CommandId: this.#commandId } : call.input;
    try {
      const answer = await this.#clientOf(service, call.as).send(new Command(input));
      this.#commandId = answer.Command?.CommandId ?? this.#commandId;
      const role = answer.Credentials;
      if (role) {
        this.#assumed = {
          accessKeyId: role.AccessKeyId,
          secretAccessKey: role.SecretAccessKey,
          sessionToken: role.SessionToken,
        };
      }
    } catch (error) {
      // A refusal, or the answer to a dry run, is in the recording, too.
      if (!(error as { $metadata?: unknown }).$metadata) throw error;
    }
  }

  readonly #clients = new Map<string, { readonly send: Send }>();

  #clientOf(service: keyof typeof SERVICES, as: string) {
    const name = `${service} ${as}`;
    if (as !== ASSUMED && !lent.has(as)) lent.set(as, credentialsOf(as));
    const Client = SERVICES[service][0] as unknown as new (settings: object) => { readonly send: Send };
    const client =
      this.#clients.get(name) ??
      new Client({
        endpoint,
        region,
        credentials: async () => (as === ASSUMED ? this.#assumed : lent.get(as)),
        forcePathStyle: true,
        cacheMiddleware: true,
        requestHandler,
      });
    this.#clients.set(name, client);
    return client;
  }
}

const next = lanes.values();
const one = async () => {
  for (const lane of next) await new Replay(lane).run();
};
await Promise.all(Array.from({ length: concurrency }, one));

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
import * as s3 from '@aws-sdk/client-s3';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';

interface Call {
  readonly service: keyof typeof SERVICES;
  readonly operation: string;
  readonly input: Record<string, unknown>;
  /** The sandbox principal, by the name of its credentials. */
  readonly as: string;
  /** How many of the other calls, in the order of their ends, had ended when this one began. */
  readonly after: number;
}

interface Script {
  readonly endpoint: string;
  readonly region: string;
  /** Makes the sandbox ready for requests. */
  readonly token: string;
  /** In the order in which they began. */
  readonly calls: readonly Call[];
  /** Indexes of the calls in the order in which they ended. */
  readonly ends: readonly number[];
}

const SERVICES = {
  ec2: [ec2.EC2Client, ec2],
  iam: [iam.IAMClient, iam],
  kms: [kms.KMSClient, kms],
  s3: [s3.S3Client, s3],
  ssm: [ssm.SSMClient, ssm],
  sts: [sts.STSClient, sts],
} as const;

type Send = (input: object) => Promise<{ readonly Command?: { readonly CommandId?: string } }>;

const { endpoint, region, token, calls, ends } = JSON.parse(
  readFileSync(process.argv[2] ?? '', 'utf8'),
  (_, value) => (typeof value?.base64 === 'string' ? Buffer.from(value.base64, 'base64') : value),
) as Script;

const { requestHandler } = new sts.STSClient({}).config;
const clients = new Map<string, { readonly send: (command: object) => ReturnType<Send> }>();

/** The credentials that the tool used. */
async function credentialsOf(name: string) {
  const sent = request(`${endpoint}/_kms-lab/credentials/${name}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const { answer } = (await json(response)) as { answer: { readonly expiration?: string } };
  return { ...answer, expiration: undefined };
}

const lent = new Map<string, ReturnType<typeof credentialsOf>>();

function clientOf({ service, as }: Call) {
  const name = `${service} ${as}`;
  if (!lent.has(as)) lent.set(as, credentialsOf(as));
  const Client = SERVICES[service][0] as unknown as new (
    settings: object,
  ) => { send(command: object): ReturnType<Send> };
  const client =
    clients.get(name) ??
    new Client({
      endpoint,
      region,
      credentials: () => lent.get(as),
      forcePathStyle: true,
      cacheMiddleware: true,
      requestHandler,
    });
  clients.set(name, client);
  return client;
}

let commandId: string | undefined;

async function send(call: Call): Promise<void> {
  const Command = (SERVICES[call.service][1] as unknown as Record<string, new (input: object) => object>)[
    `${call.operation}Command`
  ];
  if (!Command) throw new Error(`the SDK has no ${call.operation}`);
  const input =
    call.operation === 'GetCommandInvocation' ? { ...call.input, CommandId: commandId } : call.input;
  try {
    const answer = await clientOf(call).send(new Command(input));
    commandId = answer.Command?.CommandId ?? commandId;
  } catch (error) {
    // A refusal, or the answer to a dry run, is in the recording, too.
    if (!(error as { $metadata?: unknown }).$metadata) throw error;
  }
}

const sent: Promise<void>[] = [];
for (const call of calls) {
  await Promise.all(ends.slice(0, call.after).map((index) => sent[index]));
  sent.push(send(call));
}
await Promise.all(sent);

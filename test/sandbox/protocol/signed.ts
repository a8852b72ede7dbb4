import type { HttpRequest } from '@smithy/types';
import type { WireRequest } from '../../../src/sandbox/protocol/protocol.ts';
import { CONFIGURATION, inProcess } from './clients.ts';

interface Stack {
  readonly middlewareStack: { add(middleware: unknown, options: object): void };
}

interface Client extends Stack {
  send(command: never): Promise<unknown>;
}

export type Edit = (request: { -readonly [Member in keyof HttpRequest]: HttpRequest[Member] }) => void;

/**
 * What an SDK client sends for the command, signed by the SDK; `edit` changes the request before it is signed, so that
 * it stays genuine.
 */
export async function signed<C extends Client>(
  Client: new (configuration: object) => C,
  command: object,
  { edit = () => {}, ...configuration }: { readonly edit?: Edit; readonly [option: string]: unknown } = {},
): Promise<WireRequest> {
  let sent: WireRequest | undefined;
  const requestHandler = inProcess(async (request) => {
    sent = request;
    return { status: 500, headers: {} };
  });
  const client = new Client({ ...CONFIGURATION, ...configuration, requestHandler });
  const editing = (next: (args: unknown) => unknown) => (args: { request: Parameters<Edit>[0] }) => {
    edit(args.request);
    return next(args);
  };
  client.middlewareStack.add(editing, { step: 'build', priority: 'low' });
  await client.send(command as never).catch(() => {});
  if (!sent) throw new Error('the client sent nothing');
  return sent;
}

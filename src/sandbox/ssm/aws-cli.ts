import type { Program } from './process.ts';

/** Exit statuses: https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-returncodes.html */
const MISUSED = 252;
const NOT_CONFIGURED = 253;
const REFUSED = 254;

const OPERATIONS: Readonly<Record<string, string>> = {
  encrypt: 'Encrypt',
  'generate-data-key': 'GenerateDataKey',
  decrypt: 'Decrypt',
};
const VALUES = ['key-id', 'plaintext', 'key-spec', 'dry-run-modifiers', 'region', 'query', 'output'];
const FLAGS = ['dry-run'];

/** `aws kms encrypt --key-id ARN … --query KeyId --output text`, as the instance's role, over the wire. */
export const aws: Program = async (args, { err, instance, metadata, out, region }) => {
  const [service, name = '', ...rest] = args.map(({ text }) => text);
  const operation = service === 'kms' && Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  const options = optionsOf(rest);
  const unknown = operation === undefined ? `${service} ${name}` : options.unknown;
  if (unknown !== undefined || options.query !== 'KeyId' || options.output !== 'text') {
    err(`\naws: the sandbox's CLI knows no ${unknown ?? 'output but --query KeyId --output text'}\n`);
    return MISUSED;
  }
  const credentials = metadata?.credentialsOf(instance.id);
  if (!metadata || !credentials) {
    err('\nUnable to locate credentials. You can configure credentials by running "aws configure".\n');
    return NOT_CONFIGURED;
  }
  const { DecryptCommand, EncryptCommand, GenerateDataKeyCommand, KMSClient } = await import(
    '@aws-sdk/client-kms'
  );
  const { endpoint } = metadata;
  const kms = new KMSClient({ endpoint, credentials, region: options.region ?? region });
  const asked = { KeyId: options['key-id'], DryRun: 'dry-run' in options };
  try {
    const { KeyId } =
      operation === 'Encrypt'
        ? await kms.send(
            new EncryptCommand({ ...asked, Plaintext: Buffer.from(options.plaintext ?? '', 'base64') }),
          )
        : operation === 'Decrypt'
          ? await kms.send(
              new DecryptCommand({ ...asked, DryRunModifiers: modifiers(options['dry-run-modifiers']) }),
            )
          : await kms.send(
              new GenerateDataKeyCommand({ ...asked, KeySpec: options['key-spec'] as 'AES_256' }),
            );
    out(`${KeyId}\n`);
    return 0;
  } catch (error) {
    const { name: code, message } = error as Error;
    err(`\nAn error occurred (${code}) when calling the ${operation} operation: ${message}\n`);
    return REFUSED;
  } finally {
    kms.destroy();
  }
};

const modifiers = (text: string | undefined) =>
  text === undefined ? undefined : [text as 'IGNORE_CIPHERTEXT'];

function optionsOf(words: readonly string[]): Readonly<Record<string, string | undefined>> {
  const options: Record<string, string> = {};
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const name = word.replace(/^--/, '');
    if (FLAGS.includes(name)) options[name] = '';
    else if (VALUES.includes(name) && words[at + 1] !== undefined) options[name] = words[++at] ?? '';
    else return { ...options, unknown: word };
  }
  return options;
}

import type { TargetName } from '../contract/event.ts';

/** `--profile` of `--profile <name>`. */
export const flagOf = ({ flags }: OptionRow): string => /--[a-z-]+/.exec(flags)?.[0] ?? flags;

/** An option of the command line. `key` is also its name in the configuration file. */
export interface OptionRow {
  readonly key: string;
  /** In commander's form: `--to <step>`. */
  readonly flags: string;
  readonly does: string;
  readonly env?: string;
  readonly choices?: readonly string[];
  readonly fallback?: string;
  readonly required?: boolean;
  /** What a value must look like, and how to describe it. */
  readonly form?: { readonly pattern: RegExp; readonly is: string };
  /** A comma-separated list; sources add to each other. */
  readonly list?: true;
  /** It is the id or the number of a step. */
  readonly namesStep?: true;
  /** It is the name of a checkpoint, or the step after which it was kept. */
  readonly namesCheckpoint?: true;
  /** Keys of options that it cannot be combined with: together they would have no meaning. */
  readonly conflicts?: readonly string[];
  /** Key of the option that it modifies: without that option, it has no effect. */
  readonly needs?: string;
  /** Keys of the options that have an effect together with it: with it, the command does something else. */
  readonly onlyWith?: readonly string[];
  /** Key of the global option that has the same effect elsewhere. */
  readonly insteadOf?: string;
  /** Keys of options that it also sets. */
  readonly implies?: readonly string[];
  /** The only target that it applies to. */
  readonly only?: TargetName;
  /**
   * Which configuration file may set it; none if absent. `found`: any, even one that came with a folder. `named`: only
   * the file of `--config`, because the option decides where a command works or whose rights it uses.
   */
  readonly file?: 'found' | 'named';
}

export const GLOBAL_OPTIONS = [
  {
    key: 'config',
    flags: '--config <file>',
    does: 'the configuration file, instead of a kms-lab.config.json that is found; it may be a module, which is run',
  },
  {
    key: 'target',
    flags: '--target <name>',
    does: 'where the lab runs: the embedded account, or a real one',
    env: 'KMS_LAB_TARGET',
    choices: ['sandbox', 'aws'],
    fallback: 'sandbox',
    file: 'named',
  },
  {
    key: 'profile',
    flags: '--profile <name>',
    does: 'the profile of the AWS configuration to sign in with',
    only: 'aws',
    file: 'named',
  },
  {
    key: 'otherProfile',
    flags: '--other-profile <name>',
    does: 'a profile of another admin of the account, who is then asked and not only predicted',
    only: 'aws',
    file: 'named',
  },
  {
    key: 'outsiderProfile',
    flags: '--outsider-profile <name>',
    does: 'a profile of another account, for the outsider',
    only: 'aws',
    file: 'named',
  },
  { key: 'region', file: 'found', flags: '--region <name>', does: 'the AWS region' },
  {
    key: 'endpointUrl',
    flags: '--endpoint-url <url>',
    does: 'one address for all AWS services',
    form: { pattern: /^https?:\/\/[^\s/]+/, is: 'a URL that begins with http:// or https://' },
    only: 'aws',
    file: 'named',
  },
  {
    key: 'webAppUrl',
    flags: '--web-app-url <url>',
    does: 'where the web app answers, if not at its instance’s public address',
    env: 'KMS_LAB_WEB_APP_URL',
    file: 'named',
  },
  {
    key: 'account',
    flags: '--account <id>',
    does: 'the account this is meant for; any other is refused',
    env: 'KMS_LAB_ACCOUNT',
    form: { pattern: /^\d{12}$/, is: 'the twelve digits of an account, without dashes' },
    file: 'named',
  },
  {
    key: 'variant',
    flags: '--variant <name>',
    does: 'corrected fixes the page’s mistakes; published applies it verbatim',
    env: 'KMS_LAB_VARIANT',
    choices: ['corrected', 'published'],
    fallback: 'corrected',
    file: 'found',
  },
  {
    key: 'operator',
    flags: '--operator <user>',
    does: 'who runs the lab on the sandbox: root, or one of its users',
    env: 'KMS_LAB_OPERATOR',
    only: 'sandbox',
    file: 'found',
  },
  {
    key: 'chaos',
    flags: '--chaos <settings>',
    does: 'makes the sandbox slow, late and faulty: eventual=2s,throttle=5%,seed=42',
    env: 'KMS_LAB_CHAOS',
    only: 'sandbox',
    file: 'found',
  },
  {
    key: 'stateDir',
    flags: '--state-dir <path>',
    does: 'where checkpoints, journals and the sandbox are kept',
    env: 'KMS_LAB_STATE_DIR',
  },
  {
    key: 'state',
    flags: '--state <url>',
    does: 'keeps checkpoints, journals and the lock in S3, for every machine: s3://BUCKET/PREFIX',
    env: 'KMS_LAB_STATE',
    form: {
      // A bucket’s name, and what S3 calls safe in a key.
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
      pattern: /^s3:\/\/(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[A-Za-z0-9!_.*'()-]{1,100}){0,8}\/?$/,
      is: 'the address of a bucket, s3://BUCKET or s3://BUCKET/PREFIX',
    },
    file: 'named',
  },
  {
    key: 'stateProfile',
    flags: '--state-profile <name>',
    does: 'the profile that signs the requests to --state, if it is not the account’s',
    env: 'KMS_LAB_STATE_PROFILE',
    file: 'named',
  },
  {
    key: 'stateEndpoint',
    flags: '--state-endpoint <url>',
    does: 'the address of the S3 of --state, if it is not the account’s',
    env: 'KMS_LAB_STATE_ENDPOINT',
    form: { pattern: /^https?:\/\/[^\s/]+/, is: 'a URL that begins with http:// or https://' },
    file: 'named',
  },
  {
    key: 'blocklist',
    flags: '--blocklist <keys>',
    does: 'aliases and ids of keys that must not be changed, with commas between them',
    env: 'KMS_LAB_BLOCKLIST',
    list: true,
    // https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id
    form: {
      pattern: /^(\s*([\w/-]{1,256}|arn:[\w-]+:kms:[\w-]+:\d{12}:(key|alias)\/[\w/-]{1,256})?\s*(,|$))*$/,
      is: 'aliases, ids and ARNs of keys, with commas between them; a wildcard would match nothing',
    },
    file: 'found',
  },
] as const satisfies readonly OptionRow[];

/** The names of the lab's resources in the account, if they differ from the workshop's. */
export const NAME_OPTIONS = [
  {
    key: 'roleName',
    flags: '--role <name>',
    does: 'the instance role',
    env: 'KMS_LAB_ROLE',
    fallback: 'KMSWorkshop-InstanceInitRole',
    file: 'found',
  },
  {
    key: 'alias',
    flags: '--alias <name>',
    does: 'the key’s alias',
    env: 'KMS_LAB_ALIAS',
    fallback: 'alias/ImportedCMK',
    file: 'found',
  },
  {
    key: 'userName',
    flags: '--user <name>',
    does: 'the user of the MFA step',
    env: 'KMS_LAB_USER',
    fallback: 'userA',
    file: 'found',
  },
  {
    key: 'instanceName',
    flags: '--instance <name>',
    does: 'the instance of the web app',
    env: 'KMS_LAB_INSTANCE',
    fallback: 'KMSWorkshop-Instance',
    file: 'found',
  },
  {
    key: 'sampleObject',
    flags: '--sample-object <key>',
    does: 'the encrypted file in the bucket',
    env: 'KMS_LAB_SAMPLE_OBJECT',
    fallback: 'SampleFile-KMS.txt',
    file: 'found',
  },
  {
    key: 'bucket',
    flags: '--bucket <name>',
    does: 'the bucket; by default, kmsworkshop-<account>',
    env: 'KMS_LAB_BUCKET',
    file: 'found',
  },
] as const satisfies readonly OptionRow[];

/** How to answer, and whether to ask: on the command line only. */
export const MANNER_OPTIONS = [
  {
    key: 'yes',
    flags: '-y, --yes',
    does: 'do not ask: change the real account named by --account, or undo what was done in the sandbox',
  },
  {
    key: 'probeMfa',
    flags: '--probe-mfa',
    does: 'ask as the lab’s userA, too, with an access key and a virtual MFA device that kms-lab creates and removes',
  },
  {
    key: 'allowProduction',
    flags: '--allow-production',
    does: 'go on in an account whose alias looks like production',
  },
  {
    key: 'allowHttp',
    flags: '--allow-http',
    does: 'send signed requests to another machine by http://, which others on the way can read and change',
  },
  { key: 'allowRoot', flags: '--allow-root', does: 'go on with the credentials of the account root' },
  { key: 'json', flags: '--json', does: 'one JSON event a line on stdout, the summary last' },
  {
    key: 'summary',
    flags: '--summary',
    does: 'the last line of --json only',
    implies: ['json'],
    conflicts: ['quiet'],
  },
  { key: 'color', flags: '--no-color', does: 'no colors; NO_COLOR does the same' },
  {
    key: 'plain',
    flags: '--plain',
    does: 'plain lines and numbered questions, for screen readers; TERM=dumb does the same',
  },
  {
    key: 'verbose',
    flags: '--verbose',
    does: 'a line for each change and each check; stack traces with errors',
  },
  {
    key: 'quiet',
    flags: '-q, --quiet',
    does: 'the result only; errors go to stderr as ever',
    conflicts: ['json', 'verbose'],
  },
] as const satisfies readonly OptionRow[];

/** What every command accepts, in the order of `--help`. */
export const EVERY_COMMANDS_OPTIONS: readonly OptionRow[] = [
  ...GLOBAL_OPTIONS,
  ...NAME_OPTIONS,
  ...MANNER_OPTIONS,
];

import { vi } from 'vitest';
import type { AwsTarget } from '../../../src/aws/client/target.ts';
import { freshHome, keysIn } from '../home.ts';
import { open, signIn } from '../opened.ts';

/** Shells of an operator, and who signs in there. */

export const REGION = 'us-east-1';

/** Three principals with keys: `operator`, `another-admin` and, of another account, `outsider`. */
export async function begin() {
  const opened = await open();
  const home = freshHome();
  vi.stubEnv('AWS_ENDPOINT_URL', opened.sandbox.endpoint);
  vi.stubEnv('AWS_REGION', REGION);
  return { opened, home, keys: (name: string) => opened.sandbox.credentials(name)! };
}

export type Begun = Awaited<ReturnType<typeof begin>>;

/** A credential_process that prints the keys of a principal. */
export function printing({ home, keys }: Begun, name: string): string {
  const { accessKeyId, secretAccessKey } = keys(name);
  const answer = { Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey };
  return `cat ${home.write(`${name}.json`, JSON.stringify(answer))}`;
}

const exportKeys = ({ keys }: Begun, name: string): void => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', keys(name).accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', keys(name).secretAccessKey);
};

export interface Shell {
  readonly when: string;
  readonly set: (begun: Begun) => void;
  readonly profile?: string;
  /** Who signs in; `undefined` if no one does. */
  readonly as: string | undefined;
}

export const SHELLS: readonly Shell[] = [
  {
    when: 'keys in the environment, and AWS_PROFILE of another account',
    set: (begun) => {
      exportKeys(begun, 'operator');
      begun.home.write('credentials', `[other]\n${keysIn(begun.keys('outsider'))}`);
      vi.stubEnv('AWS_PROFILE', 'other');
    },
    as: 'operator',
  },
  {
    when: 'keys in the environment, and --profile of another account',
    set: (begun) => {
      exportKeys(begun, 'operator');
      begun.home.write('credentials', `[other]\n${keysIn(begun.keys('outsider'))}`);
    },
    profile: 'other',
    as: 'outsider',
  },
  {
    when: 'keys in the environment, and an AWS_PROFILE that is not there',
    set: (begun) => {
      exportKeys(begun, 'operator');
      vi.stubEnv('AWS_PROFILE', 'nowhere');
    },
    as: undefined,
  },
  {
    when: 'half of the keys in the environment',
    set: (begun) => {
      exportKeys(begun, 'operator');
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
      begun.home.write('credentials', `[default]\n${keysIn(begun.keys('outsider'))}`);
    },
    as: undefined,
  },
  {
    when: 'AWS_DEFAULT_PROFILE',
    set: (begun) => {
      begun.home.write(
        'credentials',
        `[default]\n${keysIn(begun.keys('outsider'))}[mine]\n${keysIn(begun.keys('operator'))}`,
      );
      vi.stubEnv('AWS_DEFAULT_PROFILE', 'mine');
    },
    as: 'operator',
  },
  {
    when: 'keys in both files of a profile',
    set: (begun) => {
      begun.home.write('config', `[profile mine]\n${keysIn(begun.keys('outsider'))}`);
      begun.home.write('credentials', `[mine]\n${keysIn(begun.keys('operator'))}`);
    },
    profile: 'mine',
    as: 'operator',
  },
  {
    when: 'a program and keys in the config file of a profile',
    set: (begun) => {
      const command = printing(begun, 'operator');
      begun.home.write(
        'config',
        `[profile mine]\n${keysIn(begun.keys('outsider'))}credential_process = ${command}\n`,
      );
    },
    profile: 'mine',
    as: 'operator',
  },
  {
    when: 'a program of a profile and its keys in the credentials file',
    set: (begun) => {
      begun.home.write('config', `[profile mine]\ncredential_process = ${printing(begun, 'outsider')}\n`);
      begun.home.write('credentials', `[mine]\n${keysIn(begun.keys('operator'))}`);
    },
    profile: 'mine',
    as: 'operator',
  },
  {
    when: 'a program that needs a shell',
    set: (begun) => {
      begun.home.write(
        'config',
        `[profile mine]\ncredential_process = ${printing(begun, 'operator')} | cat\n`,
      );
    },
    profile: 'mine',
    as: undefined,
  },
  {
    when: 'a program with quotes around its words',
    set: (begun) => {
      const [cat = '', file = ''] = printing(begun, 'operator').split(' ');
      begun.home.write('config', `[profile mine]\ncredential_process = "${cat}" '${file}'\n`);
    },
    profile: 'mine',
    as: 'operator',
  },
  {
    when: 'the default profile alone',
    set: (begun) => {
      begun.home.write('credentials', `[default]\n${keysIn(begun.keys('operator'))}`);
    },
    as: 'operator',
  },
  { when: 'nothing', set: () => undefined, as: undefined },
];

export const targetOf = (profile: string | undefined): AwsTarget => ({
  name: 'aws',
  actAs: async () => ({}),
  ...(profile ? { profile } : {}),
});

/** The ARN that signs in; `undefined` if no one does. */
export const ours = (profile: string | undefined): Promise<string | undefined> =>
  signIn(targetOf(profile), undefined).then(
    ({ operator }) => operator.arn,
    (error) => {
      if (error.code === 'ERR_CREDENTIALS') return undefined;
      throw error;
    },
  );

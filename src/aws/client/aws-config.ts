import { homedir } from 'node:os';
import { join } from 'node:path';
import { loadSharedConfigFiles } from '@smithy/core/config';
import { LabError } from '../../contract/errors.ts';
import { readFile, UnfitFile } from '../../disk/read-file.ts';

/** The settings of a section, as in the file. */
export type Profile = Readonly<Record<string, string | undefined>>;

/** AWS's two files. https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html */
export interface AwsConfig {
  /** Both files as one: the credentials file takes precedence over the config file. */
  readonly profiles: Readonly<Record<string, Profile>>;
  readonly credentialsFile: Readonly<Record<string, Profile>>;
  readonly configFile: Readonly<Record<string, Profile>>;
  readonly ssoSessions: Readonly<Record<string, Profile>>;
}

/** https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html */
const PATHS = {
  configFile: () => process.env.AWS_CONFIG_FILE || join(homedir(), '.aws', 'config'),
  credentialsFile: () => process.env.AWS_SHARED_CREDENTIALS_FILE || join(homedir(), '.aws', 'credentials'),
} as const;

export const configPath = (file: keyof typeof PATHS): string => PATHS[file]();

/**
 * Reads both files as they are now: they may have been edited since the process started. A missing file counts as
 * empty. Throws `ERR_CONFIG` for a pipe or another file without an end.
 */
export async function readAwsConfig(): Promise<AwsConfig> {
  // The SDK reads any kind of file.
  await Promise.all((['configFile', 'credentialsFile'] as const).map(requireFit));
  const { configFile: sections, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const configFile = Object.fromEntries(Object.entries(sections).filter(([name]) => isProfile(name)));
  const names = new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)]);
  return {
    profiles: Object.fromEntries(
      [...names].map((name) => [name, { ...configFile[name], ...credentialsFile[name] }]),
    ),
    credentialsFile,
    configFile,
    ssoSessions: Object.fromEntries(
      Object.entries(sections).flatMap(([name, session]) =>
        name.startsWith(SSO_SESSION) ? [[name.slice(SSO_SESSION.length), session]] : [],
      ),
    ),
  };
}

const VARIABLES = {
  configFile: 'AWS_CONFIG_FILE',
  credentialsFile: 'AWS_SHARED_CREDENTIALS_FILE',
} as const satisfies Record<keyof typeof PATHS, string>;

async function requireFit(file: keyof typeof PATHS): Promise<void> {
  const path = configPath(file);
  await readFile(path).catch((cause) => {
    if (!(cause instanceof UnfitFile)) return;
    throw new LabError('ERR_CONFIG', `The AWS configuration "${path}" cannot be used: ${cause.message}.`, {
      hint: `set ${VARIABLES[file]} to another file`,
    });
  });
}

/** `[sso-session x]` and `[services x]` are in the config file, too, and the SDK keeps them as `sso-session.x`. */
const SSO_SESSION = 'sso-session.';
const isProfile = (section: string): boolean => !/^(sso-session|services)\./.test(section);

import { homedir } from 'node:os';
import { join } from 'node:path';
import { loadSharedConfigFiles } from '@smithy/core/config';

/** The members of a section, as the file has them. */
export type Profile = Readonly<Record<string, string | undefined>>;

/** AWS's two files. https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html */
export interface AwsConfig {
  /** Of both files, as one: the credentials file goes before the config file. */
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

export const pathOf = (file: keyof typeof PATHS): string => PATHS[file]();

/** Reads both files as they are now: they may have been edited since the process began. A file that is not there is empty. */
export async function readAwsConfig(): Promise<AwsConfig> {
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

/** `[sso-session x]` and `[services x]` are in the config file too, and the SDK keeps them as `sso-session.x`. */
const SSO_SESSION = 'sso-session.';
const isProfile = (section: string): boolean => !/^(sso-session|services)\./.test(section);

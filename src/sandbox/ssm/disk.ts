import { posix } from 'node:path';
import type { Ec2Instance, Software } from '../world.ts';

/** Where the workshop puts the web app: the only folder on the instance. */
export const APP_FOLDER = '/home/ec2-user/SampleWebApp';
const NAME = 'WebAppEncSSE';
const LOG = `${NAME}.log`;
export const LOG_FILE = `${APP_FOLDER}/${LOG}`;
export const APP = `${NAME}.py`;

/** Amazon Linux 2, whose `python` is Python 2, which the workshop's app needs. */
const THE_PAGES: Software = { app: '#!/usr/bin/env python', programs: ['aws', 'python', 'python2'] };

export const softwareOf = ({ software = THE_PAGES }: Ec2Instance): Software => software;
/** Characters. The log of an app that runs for months must not outgrow the world that contains it. */
const LONGEST_LOG = 200_000;
const NOWHERE = '/dev/null';

/** The instance's files, as a program sees them: a path to anywhere else finds nothing. */
export class Disk {
  readonly #instance: Ec2Instance;

  constructor(instance: Ec2Instance) {
    this.#instance = instance;
  }

  /** Names in the app's folder. */
  names(): readonly string[] {
    const { files, webAppLog } = this.#instance;
    return [...Object.keys(files), ...(webAppLog ? [LOG] : [])];
  }

  /** `undefined` if there is no such file. */
  read(path: string): Buffer | undefined {
    if (path === NOWHERE) return Buffer.alloc(0);
    const name = nameIn(path);
    if (name === LOG) return this.#instance.webAppLog ? Buffer.from(this.#instance.webAppLog) : undefined;
    const { files } = this.#instance;
    const file = name !== undefined && Object.hasOwn(files, name) ? files[name] : undefined;
    if (file !== undefined) return Buffer.from(file, 'base64');
    const { app } = softwareOf(this.#instance);
    return name === APP && app !== undefined ? Buffer.from(`${app}\n`) : undefined;
  }

  /** False if nothing can be written. */
  write(path: string, content: string | Uint8Array, how: 'write' | 'append'): boolean {
    if (path === NOWHERE) return true;
    const name = nameIn(path);
    if (name === undefined) return false;
    const before = how === 'append' ? this.read(path) : undefined;
    const whole = Buffer.concat([before ?? Buffer.alloc(0), Buffer.from(content as Uint8Array)]);
    if (name === LOG) this.#instance.webAppLog = lastOf(whole.toString('utf8'));
    else this.#instance.files[name] = whole.toString('base64');
    return true;
  }

  remove(path: string): void {
    const name = nameIn(path);
    if (name === LOG) this.#instance.webAppLog = '';
    else if (name !== undefined) delete this.#instance.files[name];
  }

  /** The paths that match a pattern; `*` is the only wildcard. */
  match(pattern: string): readonly string[] {
    const name = nameIn(pattern);
    if (name === undefined) return [];
    const [first = '', ...rest] = name.split('*');
    const matches = (file: string) => matchesParts(file, first, rest);
    return this.names()
      .filter(matches)
      .map((file) => posix.join(APP_FOLDER, file));
  }
}

const lastOf = (log: string): string => log.slice(-LONGEST_LOG);

function matchesParts(file: string, first: string, rest: readonly string[]): boolean {
  if (!file.startsWith(first)) return false;
  let at = first.length;
  for (const [index, part] of rest.entries()) {
    const last = index === rest.length - 1;
    const found = last ? file.length - part.length : file.indexOf(part, at);
    if (found < at || !file.startsWith(part, found)) return false;
    at = found + part.length;
  }
  return at === file.length;
}

const nameIn = (path: string): string | undefined => {
  const { dir, base } = posix.parse(path);
  return dir === APP_FOLDER ? base : undefined;
};

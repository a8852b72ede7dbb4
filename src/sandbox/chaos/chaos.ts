import { parseDuration } from '../duration.ts';
import { SettingError } from '../setting-error.ts';

/** AWS's worst behavior, as chosen by the user. */
export interface Chaos {
  /** Milliseconds until a change of IAM or KMS is visible. */
  readonly eventual: number;
  /** Milliseconds by which every answer is late. */
  readonly latency: number;
  /** Shares of the requests, from 0 to 1, that are throttled, and that fail with AWS's own 5xx errors. */
  readonly throttle: number;
  readonly error: number;
  /** Share of the requests that are carried out, but whose answer is lost with the connection. */
  readonly reset: number;
  /** Share of S3's conditional writes that are refused because another one is in progress. */
  readonly conflict: number;
  /** The same seed affects the same requests, counted from the first. */
  readonly seed: number;
}

const CALM: Chaos = { eventual: 0, latency: 0, throttle: 0, error: 0, reset: 0, conflict: 0, seed: 1 };
const EXAMPLE = 'eventual=2s,throttle=5%,latency=50ms,error=1%,reset=1%,seed=42';

const READ: { readonly [setting in keyof Chaos]: (text: string) => number | undefined } = {
  eventual: parseDuration,
  latency: parseDuration,
  throttle: share,
  error: share,
  reset: share,
  conflict: share,
  seed: (text) => (/^\d{1,9}$/.test(text) ? Number(text) : undefined),
};

/** From `eventual=2s,throttle=5%`; what is not named does not occur. Throws `SettingError`. */
export function parseChaos(text: string): Chaos {
  const settings = text.split(',').map((part) => {
    const [name = '', value = ''] = part.trim().split('=');
    if (!Object.hasOwn(READ, name)) {
      throw notUnderstood(`There is no chaos “${name}”; there is ${Object.keys(READ).join(', ')}.`);
    }
    const number = READ[name as keyof Chaos](value);
    if (number === undefined) throw notUnderstood(`The chaos ${name} cannot be “${value}”.`);
    return [name, number] as const;
  });
  const chaos: Chaos = { ...CALM, ...Object.fromEntries(settings) };
  if (chaos.throttle + chaos.error + chaos.reset + chaos.conflict > 1) {
    throw notUnderstood('More requests than there are cannot be throttled, fail, be lost or conflict.');
  }
  return chaos;
}

const notUnderstood = (message: string): SettingError => new SettingError('chaos', message, [EXAMPLE]);

/** Milliseconds after which a client repeats a request that failed at random. */
const SETBACK = 4000;

/** Milliseconds until a change is visible to a client that retries after a failure. */
export const latenessOf = (chaos: Chaos | undefined): number => {
  if (!chaos) return 0;
  const { eventual, latency, throttle, error, reset } = chaos;
  return eventual + 10 * latency + (throttle + error + reset > 0 ? SETBACK : 0);
};

function share(text: string): number | undefined {
  const [, percent] = /^(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
  return percent === undefined || Number(percent) > 100 ? undefined : Number(percent) / 100;
}

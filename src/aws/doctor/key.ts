import { DescribeKeyCommand, type KeyMetadata } from '@aws-sdk/client-kms';
import type { Seen } from '../../contract/examination.ts';
import { parsePolicy } from '../../policy/parse.ts';
import { doubtfulStatements } from '../../policy/unsupplied.ts';
import { ifExists } from '../client/failure.ts';
import { objectionsTo } from '../client/guards.ts';
import { ifFound, required } from '../find/found.ts';
import { unusable } from '../key-usable.ts';
import { gonePrincipals } from '../resources/key-policy-principals.ts';
import { broken, type Examination, fine, warning } from './examination.ts';
import { spell } from './identity.ts';

/** Seconds. */
const WEEK = 7 * 86_400;
/** Bytes: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html */
const LARGEST_KEY_POLICY = 32_768;
const NEARLY = 0.9;

const key: Examination = {
  id: 'key',
  topic: 'key',
  title: 'key',
  needs: ['account', 'identity', 'memory'],
  setUp: true,
  async look(context) {
    const { fact } = await required(context.key());
    const { id, alias } = fact;
    const named = await ifExists(context.clients.kms.send(new DescribeKeyCommand({ KeyId: alias })));
    if (named?.KeyMetadata?.KeyId === id) return fine(`${id}, by its alias ${alias}`);
    return warning(
      `${id}, which ${alias} does not point to: known from the baseline or the sample file`,
      'kms-lab reset points the alias to it again',
    );
  },
};

const state: Examination = {
  id: 'key-state',
  topic: 'key',
  title: 'key state',
  needs: ['key'],
  async look(context) {
    const { metadata } = await required(context.key());
    return stateOf(metadata, context.now());
  },
};

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html */
export function stateOf(metadata: KeyMetadata, now: Date): Seen {
  const { Origin, ValidTo } = metadata;
  // A KMS that does not return the kind knows no other.
  const { KeyUsage = 'ENCRYPT_DECRYPT', KeySpec = 'SYMMETRIC_DEFAULT' } = metadata;
  const day = (date: Date | undefined): string => date?.toISOString().slice(0, 10) ?? 'an unknown day';
  if (KeyUsage !== 'ENCRYPT_DECRYPT' || KeySpec !== 'SYMMETRIC_DEFAULT') {
    return broken(
      `it is a ${KeySpec} key for ${KeyUsage}, and S3 accepts only symmetric encryption keys`,
      'name the workshop’s key: --alias NAME',
    );
  }
  const why = unusable(metadata);
  if (why) return broken(why.says, undefined, why.next);
  if (Origin !== 'EXTERNAL') {
    return warning(
      `Enabled; its origin is ${Origin}, and the workshop’s key has imported material`,
      'see whether it is the workshop’s: --alias NAME names another',
    );
  }
  if (!ValidTo) return fine('Enabled, with imported material that does not end');
  const left = Math.round((ValidTo.getTime() - now.getTime()) / 1000);
  const found = `Enabled, with imported material that ends in ${spell(left)}, on ${day(ValidTo)}`;
  return left >= WEEK ? fine(found) : warning(found, 'import it again before then, with a later end or none');
}

const blocklist: Examination = {
  id: 'key-blocklist',
  topic: 'key',
  title: 'blocklist',
  needs: ['key'],
  async look({ clients, operator, leave, key }) {
    if (leave.blocklist.length === 0) return fine('no key is on a blocklist');
    const scene = { clients, operator: await operator(), leave, key: (await required(key())).fact };
    const [objection] = await objectionsTo(scene, { real: false });
    return objection ? warning(objection.error.message, objection.error.hint) : fine('the key is not on it');
  },
};

const size: Examination = {
  id: 'key-policy-size',
  topic: 'key',
  title: 'key policy size',
  needs: ['key'],
  async look(context) {
    const bytes = Buffer.byteLength(await required(context.keyPolicy()));
    const found = `${bytes.toLocaleString('en')} of ${LARGEST_KEY_POLICY.toLocaleString('en')} bytes`;
    return bytes < LARGEST_KEY_POLICY * NEARLY
      ? fine(found)
      : warning(
          `${found}: it may not be possible to write it back`,
          'remove what is not needed from it; keep a copy: kms-lab checkpoint save NAME',
        );
  },
};

const principals: Examination = {
  id: 'key-policy-principals',
  topic: 'key',
  title: 'key principals',
  needs: ['key', 'account'],
  async look(context) {
    const [text, { accountId }] = await Promise.all([required(context.keyPolicy()), context.operator()]);
    const gone = await gonePrincipals(context.clients.iam, { accountId }, parsePolicy(text));
    if (gone.length === 0) return fine('every principal in the key policy exists');
    const named = gone.map(({ principal, what }) => `${principal}, ${what}`).join('; and ');
    return warning(
      `the key policy names ${named}: KMS accepts no such principal, and a reset leaves it out`,
      'remove it from the key policy',
      gone.flatMap(({ next }) => next),
    );
  },
};

const conditions: Examination = {
  id: 'condition-keys',
  topic: 'key',
  title: 'condition keys',
  needs: ['key'],
  async look(context) {
    const [text, role] = await Promise.all([required(context.keyPolicy()), ifFound(context.role())]);
    const ofRole = role ? await context.reader.ofRole(role.name) : { identity: [], boundary: undefined };
    const policies = [
      { name: 'the key policy', document: parsePolicy(text) },
      ...ofRole.identity,
      ...(ofRole.boundary ? [ofRole.boundary] : []),
    ];
    const missing = policies.flatMap(({ name, document }) =>
      doubtfulStatements(document).flatMap(({ keys }) => keys.map((one) => ({ name, ...one }))),
    );
    const [first] = missing;
    if (!first) return fine('every condition key that decides is supplied here');
    const named = [...new Set(missing.map(({ name, key: one }) => `“${one}” in ${name}`))].join(' and ');
    return warning(
      `${named} decides by a condition key that is not supplied here, so AWS may decide otherwise. ${first.why}`,
      'try it on AWS, or take the condition out',
    );
  },
};

export const KEY: readonly Examination[] = [key, state, blocklist, size, principals, conditions];

import { describe, expect, test } from 'vitest';
import { openClients } from '../../../src/aws/client/clients.ts';
import { type Leave, looksLikeProduction, objectionsTo } from '../../../src/aws/client/guards.ts';
import type { CredentialSource } from '../../../src/aws/client/target.ts';
import { type Opened, open, signIn } from '../opened.ts';

describe('an account alias that looks like production', () => {
  test.each([
    'prod',
    'production',
    'acme-prod',
    'acme-prod-eu',
    'prod2',
    'acme-prd',
    'acme-production-01',
    'live',
    'live-payments',
    'nonprod-and-prod',
    'ACME-PROD',
  ])('%s does', (alias) => expect(looksLikeProduction(alias)).toBe(true));

  test.each([
    'acme',
    'nonprod',
    'non-prod',
    'acme-non-production',
    'not-prod',
    'preprod',
    'pre-prod',
    'preproduction',
    'product-training',
    'products',
    'productivity',
    'acmeprod-training',
    'delivery',
    'alive',
    'livestock',
    'oliver',
    'workshop-prdx',
  ])('%s does not', (alias) => expect(looksLikeProduction(alias)).toBe(false));
});

const LEAVE: Leave = { pinned: false, allowProduction: false, allowRoot: false, blocklist: [] };

interface Case {
  readonly when: string;
  readonly world?: (opened: Opened) => void;
  readonly as?: (opened: Opened) => CredentialSource;
  readonly leave?: (opened: Opened) => Partial<Leave>;
  /** What the one objection says and advises; none where absent. */
  readonly says?: RegExp;
  readonly hint?: RegExp;
  readonly stops?: boolean;
}

const called =
  (alias: string) =>
  ({ home }: Opened) => {
    home.alias = alias;
  };
const asRoot = ({ sandbox }: Opened) => sandbox.credentials('root')!;

/** An administrator of keys who may see nothing of the account’s name. */
const denied = ({ home }: Opened) => {
  home.users.operator!.inline.secretive = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action: 'iam:ListAccountAliases', Resource: '*' }],
  };
};
const secondAlias = ({ home, key }: Opened) => {
  home.aliases['alias/payments'] = {
    ...home.aliases['alias/ImportedCMK']!,
    name: 'alias/payments',
    keyId: key.id,
  };
};

const CASES: readonly Case[] = [
  { when: 'nothing prevents it' },
  { when: 'the account is called otherwise', world: called('acme-training') },
  {
    when: 'the account is called like production',
    world: called('acme-prod'),
    says: /111122223333 is called acme-prod, which looks like production/,
    hint: /--allow-production/,
    stops: true,
  },
  { when: '--allow-production', world: called('acme-prod'), leave: () => ({ allowProduction: true }) },
  {
    when: 'its name is not to be seen',
    world: denied,
    says: /could not check .*: iam:ListAccountAliases is denied/,
    hint: /--account 111122223333/,
    stops: true,
  },
  {
    when: 'its name is not to be seen, and the account is pinned',
    world: denied,
    leave: () => ({ pinned: true }),
    says: /could not check/,
    stops: false,
  },
  {
    when: 'the operator is the account root',
    as: asRoot,
    says: /credentials of the account root of 111122223333/,
    hint: /--allow-root .*--variant published/,
    stops: true,
  },
  { when: '--allow-root', as: asRoot, leave: () => ({ allowRoot: true }) },
  ...['alias/ImportedCMK', 'ImportedCMK'].map(
    (name): Case => ({
      when: `${name} is on the blocklist`,
      leave: () => ({ blocklist: ['alias/other', name] }),
      says: new RegExp(`is on the blocklist, as ${name}\\.`),
      hint: /--alias NAME/,
      stops: true,
    }),
  ),
  {
    when: 'the key’s id is on the blocklist',
    leave: ({ key }) => ({ blocklist: [key.id] }),
    says: /is on the blocklist/,
    stops: true,
  },
  {
    when: 'the key’s ARN is on the blocklist',
    leave: ({ key }) => ({ blocklist: [key.arn] }),
    says: /is on the blocklist/,
    stops: true,
  },
  {
    when: 'another alias of the key is on the blocklist',
    world: secondAlias,
    leave: () => ({ blocklist: ['payments'] }),
    says: /\(alias\/ImportedCMK\) is on the blocklist, as payments/,
    stops: true,
  },
  {
    when: 'the key’s id is on the blocklist in capitals',
    leave: ({ key }) => ({ blocklist: [key.id.toUpperCase()] }),
    says: /is on the blocklist/,
    stops: true,
  },
  {
    when: 'another key is on the blocklist',
    world: secondAlias,
    leave: () => ({ blocklist: ['alias/aws/s3'] }),
  },
  {
    when: 'nothing is called as entries of the blocklist are',
    leave: ({ key }) => ({ blocklist: ['ImportedC', key.id.replace(/^./, 'f'), key.arn.replace(/.$/, 'x')] }),
    says: /match no key here, so they protect nothing: ImportedC, f\S+, arn:\S+x\.$/,
    stops: false,
  },
];

async function askedOf(opened: Opened, { as, leave }: Case, real = true) {
  const account = await signIn(as ? opened.targetFor(as(opened)) : opened.target, undefined);
  const { key } = await opened.discover();
  return objectionsTo({ ...account, key, leave: { ...LEAVE, ...leave?.(opened) } }, { real });
}

describe('before the first write to a real account', () => {
  test.each(CASES)('$when', async (one) => {
    const opened = await open();
    one.world?.(opened);
    const objections = await askedOf(opened, one);
    if (!one.says) {
      expect(objections).toEqual([]);
      return;
    }
    expect(objections).toHaveLength(1);
    const [{ error, stops } = {}] = objections;
    expect({ code: error?.code, exit: error?.exitCode, stops }).toEqual({
      code: 'ERR_PROTECTED',
      exit: 5,
      stops: one.stops,
    });
    expect(error?.message).toMatch(one.says);
    expect(error?.hint).toMatch(one.hint ?? /./);
  });

  test('an account that does not answer is not an account without an alias', async () => {
    const opened = await open();
    const account = await signIn(opened.target, undefined);
    const { key } = await opened.discover();
    const clients = openClients({ ...opened.target, endpoint: 'http://127.0.0.1:1' });
    await expect(
      objectionsTo({ ...account, clients, key, leave: LEAVE }, { real: true }),
    ).rejects.toMatchObject({
      code: 'ERR_AWS',
    });
  });
});

describe('the sandbox', () => {
  test('may have any alias, and be used as root', async () => {
    const opened = await open();
    called('acme-prod')(opened);
    expect(await askedOf(opened, { when: '', as: asRoot }, false)).toEqual([]);
  });

  test('has a blocklist, too', async () => {
    const opened = await open();
    const leave = () => ({ blocklist: ['ImportedCMK'] });
    expect(await askedOf(opened, { when: '', leave }, false)).toHaveLength(1);
  });
});

import { allowing } from '../opened.ts';
import { addUser, type Case, inDays, testCases } from './cases.ts';

const TAGS = { 'kms-lab': 'made by kms-lab' };

const USER: readonly Case[] = [
  {
    of: 'user',
    when: 'it is not there',
    state: 'fine',
    found: /userA does not exist yet; the lab creates it/,
  },
  {
    of: 'user',
    when: 'the lab made it',
    world: ({ home }) => addUser(home, { tags: TAGS }),
    state: 'fine',
    found: /^userA, made by the lab$/,
  },
  {
    of: 'user',
    when: 'somebody else made it',
    world: ({ home }) => addUser(home, {}),
    state: 'warning',
    found: /was not made by the lab/,
    remedy: /--user NAME/,
  },
  {
    of: 'user',
    when: 'it has credentials and permissions',
    world: ({ home }) =>
      addUser(home, {
        tags: TAGS,
        accessKeys: [{ id: 'AKIAUSERA', secret: 'x', status: 'Active', created: inDays(-1) }],
        loginProfile: { created: inDays(-1), resetRequired: false },
        inline: { some: allowing('s3:*') },
      }),
    state: 'warning',
    found: /^userA has an access key, a password; it has permissions: some$/,
    remedy: /remove them/,
  },
];

testCases(USER);

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { goesOn, KEYS, sitDown } from '../cli/step/pty.ts';
import { serve } from './in-process.ts';
import { freshState, kmsLab } from './kms-lab.ts';
import { refusing } from './refusing.ts';
import { configurationOf } from './served.ts';

const ID = 'a1b2c3d4-5678-90ab-cdef-EXAMPLE11111';
const LINK = `https://us-east-1.console.aws.amazon.com/iam/home?region=us-east-1#/authorization-details/${ID}`;
const BLOB = '4GIOHlTkIaWHQD0Q0m6XSnuUMCm-EXAMPLE_blob';
const DENIAL =
  'User: arn:aws:iam::111122223333:user/operator is not authorized to perform: iam:CreatePolicyVersion on resource: policy KMSWorkshop-AdditionalPermissions because no identity-based policy allows the iam:CreatePolicyVersion action';

const DETAILS = [
  {
    what: 'a link',
    message: `${DENIAL}. Go to ${LINK} for complete details, or call the GetRequestAuthorizationDetails API with the following authorization id: ${ID}`,
    secret: ID,
    shown: `  ${LINK}`,
  },
  {
    what: 'an encoded message',
    message: `${DENIAL}. Encoded authorization failure message: ${BLOB}`,
    secret: BLOB,
    shown: BLOB,
  },
] as const;

/** Every file of the folder that says it. */
const keptIn = (folder: string, secret: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(secret));

async function onAws(message: string) {
  const sandbox = freshState();
  const { endpoint } = await serve(sandbox);
  const { credentials, region } = await configurationOf(sandbox);
  const env = {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: region,
  };
  const options = `--target aws --account 111122223333 --yes --endpoint-url ${await refusing('CreatePolicyVersion', message, endpoint)}`;
  return { sandbox, state: freshState(), env, options };
}

test.each(DETAILS)(
  'AWS’s details of a refusal are on the terminal, and in no file: $what',
  async ({ message, secret, shown }) => {
    const { sandbox, state, env, options } = await onAws(message);
    expect((await kmsLab(state, 'solve', '1', ...options.split(' '), env)).exitCode).toBe(0);

    const command = sitDown(`solve 2 ${options}`, {
      stateDir: state,
      env: { ...env, NO_COLOR: '1' },
      columns: 200,
    });
    await command.sees('shown here only, and written to no file');
    await command.sees(shown);
    expect(await command.leaves()).toBe(1);

    const walk = sitDown(`step ${options}`, {
      stateDir: state,
      env: { ...env, NO_COLOR: '1' },
      columns: 200,
    });
    await goesOn(walk);
    await walk.sees(KEYS);
    walk.types('d');
    await walk.sees('do this?');
    walk.types('y');
    await walk.sees(shown);
    await walk.sees(KEYS);
    walk.types('q');
    await walk.leaves();

    // What is sent elsewhere may be stored there.
    for (const way of ['--verbose', '--json']) {
      const { stdout, stderr } = await kmsLab(state, 'solve', '2', ...options.split(' '), way, env);
      expect(stdout + stderr).toContain('not authorized to perform');
      expect(stdout + stderr).not.toContain(secret);
    }
    for (const format of ['html', 'md', 'junit', 'json']) {
      await kmsLab(state, 'report', '--format', format, '--out', join(state, `report.${format}`));
    }
    expect(keptIn(state, 'is not authorized to perform').length).toBeGreaterThan(2);
    expect(keptIn(state, secret)).toEqual([]);
    expect(keptIn(sandbox, secret)).toEqual([]);
  },
);

import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { Here } from '../../src/contract/guide.ts';
import { commandLine, singleQuoted } from '../../src/contract/suggestion.ts';
import { cliOf } from '../../src/report/guide.ts';
import { brokenCommand } from '../../src/report/suggestions.ts';
import { documentedKeyPolicy } from '../../steps/documents/index.ts';
import { pipeline } from '../../steps/index.ts';
import { FACTS } from '../hints/attempt.ts';
import { serve, tell } from './in-process.ts';
import { BINARY, freshState } from './kms-lab.ts';
import { addressFile } from './served.ts';

const isThere = (program: string): boolean =>
  spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;

/** What a person does in an editor when the guide says so, as shell commands in the folder. */
const EDITS: Readonly<Record<string, string>> = {
  'strip-decrypt': `grep -v '"kms:Decrypt"' role-policy.json > edited && mv edited role-policy.json`,
  ...Object.fromEntries(
    (['account-only', 'role-only', 'mfa'] as const).map((name) => [
      `key-policy-${name}`,
      `printf %s ${singleQuoted(JSON.stringify(documentedKeyPolicy(name, 'corrected', FACTS)))} > key-policy.json`,
    ]),
  ),
};

/** The place whose documents the account has after each step. A step that only looks leaves it where it is. */
const PLACES = ['baseline', 'after-strip-decrypt', 'after-start-web-app', 'after-start-web-app'].concat(
  ['account-only', 'role-only', 'mfa'].map((name) => `after-key-policy-${name}`),
);

const hasTools = isThere('aws') && isThere('curl');

/** Pastes the guides of every step into a shell, made for what is known `here` of the account at the address. */
export const testGuides = (what: string, here: (webAppUrl: string) => Promise<Here>) =>
  test.skipIf(!hasTools)(`the guides, pasted line by line, do every step, with ${what}`, async () => {
    const state = freshState();
    await serve(state);
    const { webAppUrl } = JSON.parse(readFileSync(addressFile(state), 'utf8')) as { webAppUrl: string };
    const paste = shellIn(state, webAppUrl);
    const at = await here(webAppUrl);
    for (const [index, { step }] of pipeline.stages.entries()) {
      const lines = cliOf(step, at).map((line) =>
        typeof line === 'string' ? EDITS[step.id]! : brokenCommand(commandLine(line), 80).join('\n'),
      );
      const said = await paste(lines);
      if (step.id === 'start-web-app') expect(said).toContain(FACTS.sampleObject);
      if (step.id === 'open-sample-file') {
        expect(said).toContain('An error occurred (AccessDenied) when calling the GetObject operation');
      }
      const { events } = await tell(state, 'status');
      const standing = events.find((event) => event.type === 'standing');
      expect(standing, step.id).toMatchObject({ at: PLACES[index], drift: [] });
    }
  });

/** The shell of a person who pastes lines one after the other, in a separate folder. Rejects if one of them fails. */
function shellIn(state: string, webAppUrl: string): (lines: readonly string[]) => Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'kms-lab-guide-'));
  const program = join(folder, 'kms-lab');
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${BINARY}" "$@"\n`);
  chmodSync(program, 0o755);
  const env = {
    ...process.env,
    PATH: `${folder}${delimiter}${process.env.PATH}`,
    KMS_LAB_STATE_DIR: state,
    KMS_LAB_WEB_APP_URL: webAppUrl,
    AWS_PAGER: '',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
  return async (lines) => {
    // The page expects this one to fail: the web app does not answer.
    // https://everything.curl.dev/cmdline/exitcode.html
    const script = lines.map((line) => (/^ *curl -v /.test(line) ? `${line} || [ $? -eq 52 ]` : line));
    const whole = ['set -e', 'eval "$(kms-lab sandbox env)"', ...script].join('\n');
    const { stdout } = await promisify(execFile)('sh', ['-c', whole], { cwd: folder, env });
    return stdout;
  };
}

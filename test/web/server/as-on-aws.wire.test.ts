import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { withoutAction } from '../../../src/policy/edit.ts';
import { prettyDocument } from '../../../src/policy/pretty.ts';
import type { LabView, WebAct } from '../../../src/web/acts.ts';
import { expiringWhere } from '../../end-to-end/expiring.ts';
import { serve } from '../../end-to-end/in-process.ts';
import { freshState } from '../../end-to-end/kms-lab.ts';
import { configurationOf } from '../../end-to-end/served.ts';
import { acting, servedLab } from '../served-lab.ts';

const ACCOUNT = '111122223333';

beforeEach(() => {
  for (const name of ['AWS_PROFILE', 'AWS_ENDPOINT_URL', 'AWS_CONFIG_FILE']) vi.stubEnv(name, undefined);
});
afterEach(() => vi.unstubAllEnvs());

/** The page on a served sandbox, which it takes for AWS. Its session can end. */
async function onAws() {
  const state = freshState();
  const { endpoint } = await serve(state);
  const { credentials, region } = await configurationOf(state);
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  vi.stubEnv('AWS_REGION', region);
  const session = { hasExpired: false };
  const expiring = await expiringWhere(() => session.hasExpired, endpoint);
  const lab = await servedLab({
    consent: 'ask',
    typed: { target: 'aws', endpointUrl: expiring.endpoint, account: ACCOUNT },
  });
  await lab.enter();
  return { lab, session };
}

const withoutDecrypt = ({ documents }: LabView): string =>
  prettyDocument(withoutAction(documents['role-policy']!, 'kms:Decrypt'));

const saveIn = (view: LabView, consent?: string): WebAct => ({
  ...{ do: 'save', resource: 'role-policy', text: withoutDecrypt(view), seen: view.id },
  consent,
});

describe('a real account', () => {
  test('is written to once its number was typed, and not before', async () => {
    const { lab } = await onAws();
    const view = await lab.view();
    expect(view.consent).toBe('ask');
    for (const consent of [undefined, '', 'yes', '999999999999']) {
      expect(await lab.act(saveIn(view, consent))).toMatchObject({
        exitCode: 5,
        error: { code: 'ERR_CONSENT' },
      });
    }
    expect((await lab.view()).documents).toEqual(view.documents);
    expect(await lab.act(saveIn(view, ACCOUNT))).toMatchObject({ exitCode: 0 });
    expect((await lab.view()).consent).toBe('given');
  });

  test('a session that expires in mid-walk is told, loses nothing, and a new one goes on', async () => {
    const { lab, session } = await onAws();
    const view = await lab.view();
    session.hasExpired = true;
    const save = saveIn(view, ACCOUNT);
    for (const act of [save, { do: 'check', step: 'show-key-policy' }] satisfies WebAct[]) {
      const { exitCode, told } = await acting(lab, act);
      expect([exitCode, told.at(-1)]).toMatchObject([
        2,
        {
          type: 'summary',
          error: { code: 'ERR_CREDENTIALS', message: 'The credentials in the environment have expired.' },
        },
      ]);
    }
    expect((await lab.view()).documents).toEqual(view.documents);
    session.hasExpired = false;
    expect(await lab.act({ do: 'check', step: 'show-key-policy' })).toMatchObject({ exitCode: 0 });
    expect(await lab.act(saveIn(await lab.view(), ACCOUNT))).toMatchObject({ exitCode: 0 });
  });
});

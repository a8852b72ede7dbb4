import { afterAll, expect, test, vi } from 'vitest';
import type { Lab } from '../../../src/contract/lab.ts';
import type { Resources } from '../../../src/contract/resource.ts';
import { editStep, type Pipeline } from '../../../src/contract/step.ts';
import { open } from '../../aws/opened.ts';
import { freshDirectory } from '../../sandbox/served.ts';
import { keyTag } from './key-tag.ts';

/** What is needed for the lab to change one more resource. Everything else works with it unchanged: this test runs it. */
const FILES_THAT_CHANGE = {
  'src/contract/resource.ts': 'one row of DOCUMENTS',
  'src/aws/resources/key-tag.ts': 'new: the thing itself, here key-tag.ts',
  'src/aws/open.ts': 'one line that opens it',
  'steps/08-tag-the-key.ts': 'new: the step that changes it, here STEP',
  'steps/index.ts': 'the step and its checks',
};

// The files of a worker share what they load: this one loads everything again, and leaves nothing of it.
vi.hoisted(() => vi.resetModules());
afterAll(() => {
  vi.doUnmock('../../../src/contract/resource.ts');
  vi.resetModules();
});
vi.mock('../../../src/contract/resource.ts', async (original) => {
  const { DOCUMENTS, ...rest } = await original<typeof import('../../../src/contract/resource.ts')>();
  const { KEY_TAG } = await import('./key-tag.ts');
  const documents = { ...DOCUMENTS, 'key-tag': KEY_TAG };
  return { ...rest, DOCUMENTS: documents, RESOURCE_ORDER: Object.keys(documents) };
});

const STEP = editStep({
  id: 'tag-the-key',
  title: 'Tag the key',
  section: 'An example',
  guide: { why: 'Tags say what a key is for.', task: () => 'Tag the key.', console: () => [], cli: () => [] },
  edits: [{ resource: 'key-tag', desired: () => ({ value: 'kms' }) } as never],
});

const tagOf = async (lab: Lab): Promise<unknown> =>
  (lab.resources as unknown as Record<string, { read(): Promise<unknown> }>)['key-tag']!.read();

test('a sixth resource is planned, written, seen as drift, rolled back and reset', async () => {
  const { openStore, plan, reset, rollback, run, status } = await import('../../../src/engine/index.ts');
  const { pipeline: page } = await import('../../../steps/index.ts');
  const { openLab, clients } = await open();
  const opened = await openLab();
  const tag = keyTag(clients.kms, opened.facts);
  const lab = { ...opened, resources: { ...opened.resources, 'key-tag': tag } as unknown as Resources };
  const { accountId, region } = lab.facts;
  const stages = [...page.stages.slice(0, 1), { step: STEP, checks: () => [] }];
  const pipeline: Pipeline = { ...page, stages };
  const where = {
    directory: freshDirectory(),
    target: 'sandbox',
    accountId,
    region,
    command: 'run',
  } as const;
  const session = {
    command: 'run',
    target: 'sandbox' as const,
    lab,
    pipeline,
    store: await openStore(where),
    host: { notify: () => {} },
    clock: { now: () => new Date(), sleep: async () => {} },
    patience: { write: 2000, check: 2000, agreeing: 1, firstPause: 1, longestPause: 10 },
  };

  const planned = await plan(session, {});
  expect(planned.steps.at(-1)?.changes).toMatchObject([{ resource: 'key-tag', calls: ['kms:TagResource'] }]);
  expect(await run(session, { onFailure: 'stop' })).toMatchObject({ exitCode: 0 });
  expect(await tagOf(lab)).toEqual({ value: 'kms' });

  await tag.write({ value: 'by hand' });
  expect((await status(session)).exitCode).toBe(4);
  expect((await rollback(session, { to: 'after-tag-the-key' })).exitCode).toBe(0);
  expect(await tagOf(lab)).toEqual({ value: 'kms' });
  expect((await reset(session)).exitCode).toBe(0);
  expect(await tagOf(lab)).toBeUndefined();
});

test('five files change for it, two of them new, and none of the engine, the reports or the command line', () => {
  const files = Object.entries(FILES_THAT_CHANGE);
  expect(files).toHaveLength(5);
  expect(files.filter(([, how]) => how.startsWith('new'))).toHaveLength(2);
  expect(files.filter(([file]) => /^src\/(engine|report|cli)\//.test(file))).toEqual([]);
});

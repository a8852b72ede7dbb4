import { expect, test } from 'vitest';
import { webAppProcess } from '../../../src/aws/resources/web-app.ts';
import type { InstanceCommands } from '../../../src/aws/web-app/commands.ts';
import { SAMPLE_UPLOAD } from '../../../src/aws/web-app/visitor.ts';
import { FACTS } from '../../hints/attempt.ts';
import { mayAllBut } from '../may.ts';
import { open } from '../opened.ts';

async function opened() {
  const sandbox = await open();
  const lab = await sandbox.openLab();
  return { ...sandbox, lab, resource: lab.resources['web-app'], app: { keyId: sandbox.key.id, port: 80 } };
}

test('it is started with the key and the port, and recognized by them', async () => {
  const { app, resource, instance } = await opened();
  expect(await resource.read()).toBeUndefined();
  await resource.write(app);
  expect(await resource.read()).toEqual(app);
  expect(instance.webApp).toMatchObject(app);
});

test('another key needs another start', async () => {
  const { app, resource, instance } = await opened();
  await resource.write(app);
  await resource.write({ keyId: 'another', port: 8080 });
  expect(await resource.read()).toEqual({ keyId: 'another', port: 8080 });
  expect(instance.webApp).toMatchObject({ keyId: 'another', port: 8080 });
});

test('stopping it removes its upload and its plaintext copies, and nothing else', async () => {
  const { app, home, instance, lab, resource } = await opened();
  await resource.write(app);
  const { objects } = home.buckets['kmsworkshop-111122223333']!;
  await lab.webApp.uploadSample();
  await lab.webApp.download('S3//SampleFile-KMS.txt');
  expect(Object.keys(objects)).toContain(SAMPLE_UPLOAD);
  expect(Object.keys(instance.files)).toContain('localfile-SampleFile-KMS.txt');
  await resource.write(undefined);
  expect(await resource.read()).toBeUndefined();
  expect(Object.keys(objects)).toEqual(['SampleFile-KMS.txt']);
  expect(Object.keys(instance.files)).not.toContain('localfile-SampleFile-KMS.txt');
});

test('if there is nothing to remove, nothing is written', async () => {
  const { lab, resource } = await opened();
  const { writes } = lab.counts;
  await resource.write(undefined);
  expect(lab.counts.writes).toBe(writes);
});

test.each(['s3:GetObject', 's3:DeleteObject'])(
  'is not started by an operator who is denied to remove its upload: %s',
  async (action) => {
    const { clients } = await open();
    const address = { kind: 'found', is: 'http://127.0.0.1' } as const;
    const app = webAppProcess({} as InstanceCommands, clients.s3, FACTS, address, mayAllBut(action));
    await expect(app.possible?.(undefined, { keyId: FACTS.key.id, port: 80 })).rejects.toMatchObject({
      code: 'ERR_ACCESS',
      message: expect.stringContaining(`${action}, which a reset needs,`),
    });
    await app.possible?.({ keyId: FACTS.key.id, port: 80 }, undefined);
  },
);

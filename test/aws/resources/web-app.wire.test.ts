import { expect, test } from 'vitest';
import { SAMPLE_UPLOAD } from '../../../src/aws/web-app/visitor.ts';
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

import { afterAll, beforeAll, expect, test } from 'vitest';
import { inherited, json, open } from './opened.ts';
import { send } from './wire.ts';

const KEY = '1b2c3d4e-5f60-4718-92a3-b4c5d6e7f809';

let it: Awaited<ReturnType<typeof open>>;
const APP = '/home/ec2-user/SampleWebApp';
const instance = () => Object.values(it.sandbox.world().accounts['111122223333']!.instances)[0]!;
const post = (type: string, body: string) =>
  `POST / HTTP/1.1\r\nHOST\r\nreferer: http://localhost/\r\ncontent-type: ${type}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
const upload = (disposition: string) =>
  post('multipart/form-data; boundary=b', `--b\r\ncontent-disposition: ${disposition}\r\n\r\nx\r\n--b--\r\n`);
const get = (path: string) => `GET ${path} HTTP/1.1\r\nHOST\r\nconnection: close\r\n\r\n`;

beforeAll(async () => {
  it = await open();
  const commands = [
    `cd ${APP} || exit 1`,
    `echo '${KEY}' > WebAppEncSSE.key`,
    'setsid python -u WebAppEncSSE.py 80 < WebAppEncSSE.key >> WebAppEncSSE.log 2>&1 &',
  ];
  const input = {
    DocumentName: 'AWS-RunShellScript',
    InstanceIds: [instance().id],
    Parameters: { commands },
  };
  await it.ask('ssm', json('AmazonSSM.SendCommand', JSON.stringify(input)));
});

afterAll(() => it.sandbox.close());

test.each([
  ['..%2f', get('/..%2f..%2f..%2fetc%2fpasswd')],
  ['%2e%2e', get('/%2e%2e/%2e%2e/%2e%2e/etc/passwd')],
  ['..', get('/../../../etc/passwd')],
  ['an absolute path', get('//etc/passwd')],
  ['an object that leads out', get('/S3/..%2f..%2fetc%2fpasswd')],
  ['NUL', get('/etc/passwd%00.txt')],
  ['half an escape', get('/%zz%')],
  ['a file that objects have anyway', get('/__proto__')],
  ['another site’s name', get('/').replace('HOST', 'host: evil.example')],
  [
    'another site’s form',
    upload('form-data; name="file"; filename="a"').replace('HOST', 'HOST\r\norigin: http://evil.example'),
  ],
  ['a name that leads out', upload('form-data; name="file"; filename=".."')],
  ['a field of another name', upload('form-data; name="__proto__"; filename="a"')],
  ['a part without a name', upload('form-data')],
  ['a form without a boundary', post('multipart/form-data', 'x')],
  ['a form that does not end', post('multipart/form-data; boundary=b', '--b\r\ncontent-disp')],
  ['no form', post('text/plain', 'x')],
  [
    'a length and an encoding',
    get('/').replace('HOST', 'HOST\r\ncontent-length: 1\r\ntransfer-encoding: chunked'),
  ],
])('%s: nothing is stored, and nothing of this machine is shown', async (_name, bytes) => {
  const { host } = new URL(it.sandbox.webAppUrl);
  const keys = () => [
    Object.values(it.sandbox.world().accounts['111122223333']!.buckets).map(({ objects }) =>
      Object.keys(objects),
    ),
    Object.keys(instance().files),
  ];
  const before = keys();
  const answer = await send(it.sandbox.webAppUrl, bytes.replace('HOST', `host: ${host}`));
  expect(answer?.status ?? 404).toBeLessThan(500);
  expect(answer?.text ?? '').not.toContain('root:');
  expect(keys()).toEqual(before);
  expect(inherited()).toEqual([]);
  expect(await send(it.sandbox.webAppUrl, get('/').replace('HOST', `host: ${host}`))).toMatchObject({
    status: 200,
  });
});

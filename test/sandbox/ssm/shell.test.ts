import { beforeEach, describe, expect, test } from 'vitest';
import { runScript } from '../../../src/sandbox/ssm/shell.ts';
import type { Ec2Instance } from '../../../src/sandbox/world.ts';
import { NOW, openHome } from '../home.ts';

const FOLDER = '/home/ec2-user/SampleWebApp';
const START = `cd ${FOLDER}
echo 'the-key' > WebAppEncSSE.key
setsid python -u WebAppEncSSE.py 80 < WebAppEncSSE.key >> WebAppEncSSE.log 2>&1 &`;

let instance: Ec2Instance;
beforeEach(() => {
  instance = Object.values(openHome().home.instances)[0]!;
  // The page's machine: Amazon Linux 2, with the workshop's own app.
  instance.files = {};
  delete instance.software;
});

const run = (...commands: string[]) =>
  runScript(instance, commands.join('\n'), { now: NOW, region: 'us-east-1' });
const file = (name: string) => Buffer.from(instance.files[name] ?? '', 'base64').toString();

describe('the web app', () => {
  test('starts with the key id that it reads, and is found and stopped', async () => {
    expect(await run(START)).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(instance.webApp).toEqual({ keyId: 'the-key', port: 80, started: NOW.toISOString() });
    expect((await run("pgrep -af '[W]ebAppEncSSE.py'")).stdout).toBe('3124 python -u WebAppEncSSE.py 80\n');
    expect((await run(`tail -n 1 ${FOLDER}/WebAppEncSSE.log`)).stdout).toContain(
      'Serving HTTP on 0.0.0.0 port 80',
    );
    expect((await run("pkill -f '[W]ebAppEncSSE.py'")).exitCode).toBe(0);
    expect(instance.webApp).toBeUndefined();
    expect(await run("pgrep -af '[W]ebAppEncSSE.py'")).toMatchObject({ exitCode: 1, stdout: '' });
  });

  test('finds its port taken on a second start', async () => {
    await run(START);
    await run(START.replace('the-key', 'another'));
    expect(instance.webApp?.keyId).toBe('the-key');
    expect(instance.webAppLog).toContain('Address already in use');
  });

  test('in Python 3 starts with the page’s own words if python is a name for it', async () => {
    instance.software = { app: '#!/usr/bin/env python3', programs: ['python', 'python3'] };
    await run(START);
    expect(instance.webApp).toMatchObject({ keyId: 'the-key', port: 80 });
  });

  test.each([
    [
      'as the guide of the step has it',
      [
        'sudo -i',
        `cd ${FOLDER}; A=WebAppEncSSE`,
        'echo the-key > $A.key',
        'nohup python -u $A.py 80 < $A.key >> $A.log 2>&1 &',
      ],
    ],
    [
      'as a hint has it',
      [
        `cd ${FOLDER}; echo the-key | sudo tee WebAppEncSSE.key; sudo sh -c "setsid python -u WebAppEncSSE.py 80 < WebAppEncSSE.key >> WebAppEncSSE.log 2>&1 &"`,
      ],
    ],
    [
      'with the key id through a pipe',
      [`cd ${FOLDER}; A='the-key'; echo "$A" | sudo python WebAppEncSSE.py 80 > WebAppEncSSE.log 2>&1 &`],
    ],
  ])('starts %s', async (_, lines) => {
    expect(await run(...lines)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(instance.webApp).toMatchObject({ keyId: 'the-key', port: 80 });
  });

  test('in Python 3 needs python3, and is named that way', async () => {
    instance.software = { app: '#!/usr/bin/env python3', programs: ['python', 'python2', 'python3'] };
    expect((await run(START, `tail -n 1 ${FOLDER}/WebAppEncSSE.log`)).stdout).toContain('ImportError');
    expect(instance.webApp).toBeUndefined();
    await run(START.replace('python ', 'python3 '));
    expect((await run("pgrep -af 'python.*[W]ebAppEncSSE.py'")).stdout).toBe(
      '3124 python3 -u WebAppEncSSE.py 80\n',
    );
  });

  test.each([
    ['in another folder', 'cd /home\npython WebAppEncSSE.py 80 &', "can't open file"],
    ['without a key id', `cd ${FOLDER}\npython WebAppEncSSE.py 80 &`, 'EOFError'],
    ['in the foreground', `cd ${FOLDER}\necho k > f\npython WebAppEncSSE.py 80 < f`, 'end it with &'],
    ['as another program', `cd ${FOLDER}\npython -c pass &`, "can't open file"],
    ['by a Python that is not there', `cd ${FOLDER}\npython3 WebAppEncSSE.py 80 &`, 'command not found'],
  ])('does not start %s', async (_, script, text) => {
    const { stderr } = await run(script);
    expect(instance.webApp).toBeUndefined();
    expect(stderr).toContain(text);
  });
});

describe('commands', () => {
  test.each([
    [['echo a  "b  c"'], 'a b  c\n', 0],
    [['cat nothing 2>/dev/null || true'], '', 0],
    [['cat nothing || echo none'], 'none\n', 0],
    [['true && echo yes'], 'yes\n', 0],
    [['cat nothing && echo no'], '', 1],
    [['cd /nowhere || exit 3', 'echo unreached'], '', 3],
    [[`cd ${FOLDER}`, 'echo 1 > f', 'echo 2 >> f', 'cat f'], '1\n2\n', 0],
    [[`cd ${FOLDER}`, 'echo 1 > f', 'echo 2 > f', 'cat < f'], '2\n', 0],
    [[`cd ${FOLDER}`, 'echo a > f', 'echo b >> f', 'echo c >> f', 'tail -n 2 f'], 'b\nc\n', 0],
    [['cat nothing', 'echo on'], 'on\n', 0],
    [['', '  ', 'echo ok'], 'ok\n', 0],
    [['echo a; echo b'], 'a\nb\n', 0],
    [['A=one', 'echo $A "$A two" \'$A\''], 'one one two $A\n', 0],
    [['A="a b"; B=$A; echo "$B"'], 'a b\n', 0],
    [['echo a | cat'], 'a\n', 0],
    [['cat nothing && echo a | cat'], '', 1],
    [[`cd ${FOLDER}`, 'echo a | sudo tee f | cat', 'cat f'], 'a\na\n', 0],
    [[`cd ${FOLDER}`, 'echo 1 > f; echo 2 >> f', 'head -n 1 f'], '1\n', 0],
    [[`cd ${FOLDER}`, 'test -f WebAppEncSSE.py && echo there'], 'there\n', 0],
    [[`cd ${FOLDER}`, 'test -f other || echo none'], 'none\n', 0],
    [['command -v python || true', 'command -v python3 || true'], '/usr/bin/python\n', 0],
    [['sudo -i', `sh -c "cd ${FOLDER}; echo a > f; cat f"`], 'a\n', 0],
  ])('%o', async (commands, stdout, exitCode) => {
    expect(await run(...commands)).toMatchObject({ stdout, exitCode });
  });

  test('rm removes what the pattern matches, and quotes make it a name', async () => {
    const names = ['localfile-a', 'localfile-b.txt', 'other'];
    const reset = () => run(`cd ${FOLDER}`, ...names.map((name) => `echo x > ${name}`));
    await reset();
    await run(`rm -f ${FOLDER}/localfile-*`);
    expect(Object.keys(instance.files)).toEqual(['other']);
    await reset();
    await run(`cd ${FOLDER}`, 'rm -f "localfile-*" *.txt');
    expect(Object.keys(instance.files).sort()).toEqual(['localfile-a', 'other']);
  });
});

describe('unsupported syntax', () => {
  test.each([
    ['a program', 'curl http://169.254.169.254/', 127],
    ['a name of every object', 'constructor', 127],
    ['a variable that the script did not set', 'echo $HOME', 2],
    ['a value that would be split', 'A="a b"; cat $A', 2],
    ['a variable for one command', 'A=a echo b', 127],
    ['a lone dollar', 'echo "$"', 2],
    ['another form of a variable', 'echo ${A}', 2],
    ['a substitution', 'echo `id`', 2],
    ['a substitution of the other form', 'echo $(id)', 2],
    ['a pipe into nothing', 'echo a |', 2],
    ['a group', '(echo a)', 2],
    ['an open quote', "echo 'a", 2],
    ['nothing before an operator', '|| echo a', 2],
    ['nothing after one', 'echo a &&', 2],
    ['a redirection to nothing', 'echo a >', 2],
    ['other arguments', 'rm -rf /', 2],
    ['a file elsewhere', 'cat /etc/passwd', 1],
    ['a way out of the folder', `cat ${FOLDER}/../.ssh/id_rsa`, 1],
    ['writing elsewhere', 'echo a > /etc/passwd', 1],
  ])('%s fails', async (_, script, exitCode) => {
    const outcome = await run(script);
    expect(outcome).toMatchObject({ exitCode, stdout: '' });
    expect(outcome.stderr).not.toBe('');
    expect(instance.files).toEqual({});
  });

  test('prevents the whole script from running', async () => {
    await run(`cd ${FOLDER}`, 'echo a > f', 'echo `id`');
    expect(file('f')).toBe('');
  });
});

describe('the AWS CLI', () => {
  const DRY_RUN = 'aws kms encrypt --plaintext AA== --key-id k --dry-run';

  test.each([
    ['another service', 'aws s3 ls', /knows no s3 ls/, 252],
    ['another option', `${DRY_RUN} --no-sign-request`, /knows no --no-sign-request/, 252],
    ['all of an answer', DRY_RUN, /but --query KeyId --output text/, 252],
    ['a role', `${DRY_RUN} --query KeyId --output text`, /Unable to locate credentials/, 253],
  ])('does not have %s', async (_, script, text, exitCode) => {
    const outcome = await run(script);
    expect(outcome.exitCode).toBe(exitCode);
    expect(outcome.stderr).toMatch(text);
  });

  test('is not on every instance', async () => {
    instance.software = { programs: [] };
    expect(await run('aws kms')).toMatchObject({ exitCode: 127, stderr: 'aws: command not found\n' });
  });
});

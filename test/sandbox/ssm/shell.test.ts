import { beforeEach, describe, expect, test } from 'vitest';
import { runScript } from '../../../src/sandbox/ssm/shell.ts';
import type { Instance } from '../../../src/sandbox/world.ts';
import { NOW, openHome } from '../home.ts';

const FOLDER = '/home/ec2-user/SampleWebApp';
const START = `cd ${FOLDER}
echo 'the-key' > WebAppEncSSE.key
setsid python -u WebAppEncSSE.py 80 < WebAppEncSSE.key >> WebAppEncSSE.log 2>&1 &`;

let instance: Instance;
beforeEach(() => {
  instance = Object.values(openHome().home.instances)[0]!;
});

const run = (...commands: string[]) => runScript(instance, commands.join('\n'), NOW);
const file = (name: string) => Buffer.from(instance.files[name] ?? '', 'base64').toString();

describe('the web app', () => {
  test('starts with the key id it reads, and is found and stopped', () => {
    expect(run(START)).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(instance.webApp).toEqual({ keyId: 'the-key', port: 80, started: NOW.toISOString() });
    expect(run("pgrep -af '[W]ebAppEncSSE.py'").stdout).toBe('3124 python -u WebAppEncSSE.py 80\n');
    expect(run(`tail -n 1 ${FOLDER}/WebAppEncSSE.log`).stdout).toContain('Serving HTTP on 0.0.0.0 port 80');
    expect(run("pkill -f '[W]ebAppEncSSE.py'").exitCode).toBe(0);
    expect(instance.webApp).toBeUndefined();
    expect(run("pgrep -af '[W]ebAppEncSSE.py'")).toMatchObject({ exitCode: 1, stdout: '' });
  });

  test('of a second start finds its port taken', () => {
    run(START);
    run(START.replace('the-key', 'another'));
    expect(instance.webApp?.keyId).toBe('the-key');
    expect(instance.webAppLog).toContain('Address already in use');
  });

  test.each([
    ['in another folder', 'cd /home\npython WebAppEncSSE.py 80 &', "can't open file"],
    ['without a key id', `cd ${FOLDER}\npython WebAppEncSSE.py 80 &`, 'EOFError'],
    ['in the foreground', `cd ${FOLDER}\necho k > f\npython WebAppEncSSE.py 80 < f`, 'end it with &'],
    ['as another program', `cd ${FOLDER}\npython -c pass &`, "can't open file"],
  ])('does not start %s', (_, script, text) => {
    const { stderr } = run(script);
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
  ])('%o', (commands, stdout, exitCode) => {
    expect(run(...commands)).toMatchObject({ stdout, exitCode });
  });

  test('rm takes what the pattern says, and quotes make it a name', () => {
    const names = ['localfile-a', 'localfile-b.txt', 'other'];
    const reset = () => run(`cd ${FOLDER}`, ...names.map((name) => `echo x > ${name}`));
    reset();
    run(`rm -f ${FOLDER}/localfile-*`);
    expect(Object.keys(instance.files)).toEqual(['other']);
    reset();
    run(`cd ${FOLDER}`, 'rm -f "localfile-*" *.txt');
    expect(Object.keys(instance.files).sort()).toEqual(['localfile-a', 'other']);
  });
});

describe('what is not understood', () => {
  test.each([
    ['a program', 'curl http://169.254.169.254/', 127],
    ['a name of every object', 'constructor', 127],
    ['a pipe', 'echo a | cat', 2],
    ['a variable', 'echo $HOME', 2],
    ['a substitution', 'echo `id`', 2],
    ['a list', 'echo a; echo b', 2],
    ['a group', '(echo a)', 2],
    ['an open quote', "echo 'a", 2],
    ['nothing before an operator', '|| echo a', 2],
    ['nothing after one', 'echo a &&', 2],
    ['a redirection to nothing', 'echo a >', 2],
    ['other arguments', 'rm -rf /', 2],
    ['a file elsewhere', 'cat /etc/passwd', 1],
    ['a way out of the folder', `cat ${FOLDER}/../.ssh/id_rsa`, 1],
    ['writing elsewhere', 'echo a > /etc/passwd', 1],
    ['a prototype', `echo a > ${FOLDER}/__proto__`, 1],
  ])('%s fails', (_, script, exitCode) => {
    const outcome = run(script);
    expect(outcome).toMatchObject({ exitCode, stdout: '' });
    expect(outcome.stderr).not.toBe('');
    expect(instance.files).toEqual({});
  });

  test('keeps the whole script from running', () => {
    run(`cd ${FOLDER}`, 'echo a > f', 'echo $HOME');
    expect(file('f')).toBe('');
  });
});

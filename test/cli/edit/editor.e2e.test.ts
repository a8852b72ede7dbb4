import { describe, expect, test } from 'vitest';
import { editorIn, openInEditor } from '../../../src/cli/edit/editor.ts';
import { whatToDo } from '../../what-to-do.ts';

describe('the editor', () => {
  test.each([
    [
      { VISUAL: 'code --wait', EDITOR: 'nano' },
      { line: 'code --wait', from: 'VISUAL' },
    ],
    [{ EDITOR: 'nano' }, { line: 'nano', from: 'EDITOR' }],
    [
      { VISUAL: ' ', EDITOR: 'nano' },
      { line: 'nano', from: 'EDITOR' },
    ],
    [{}, { line: 'vi' }],
  ])('from %o', (env, editor) => {
    expect(editorIn(env, 'linux')).toEqual(editor);
  });

  test('on Windows, if none is set', () => {
    expect(editorIn({}, 'win32')).toEqual({ line: 'notepad' });
  });

  const open = (line: string, from?: 'EDITOR') =>
    openInEditor({ line, ...(from ? { from } : {}) }, '/tmp/it’s a file', process.env);

  test('gets the words of its line, and the file as one word', async () => {
    await expect(
      open(`sh -c 'test "$1" = --wait && test "$2" = "/tmp/it’s a file"' sh --wait`),
    ).resolves.toBe(undefined);
  });

  test.each([
    ['sh -c "exit 3" #', 'EDITOR', 'ended with exit code 3', 'exit with 0'],
    [
      'nonesuch --wait',
      'EDITOR',
      '"nonesuch --wait", which EDITOR names, was not found',
      'export EDITOR=nano',
    ],
    ['nonesuch', undefined, 'Neither VISUAL nor EDITOR is set', 'export EDITOR=nano'],
  ] as const)('that is `%s` of %s is reported: %s', async (line, from, says, advice) => {
    const error = await open(line, from).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'ERR_EDITOR', message: expect.stringContaining(says) });
    expect(whatToDo(error)).toContain(advice);
  });
});

import { describe, expect, it } from 'vitest';
import { editorWords } from '../../../../src/dashboard/profile/editor-words.ts';
import { ProfError } from '../../../../src/kit/errors.ts';

describe('the words that start an editor', () => {
  it.each([
    ['vi', ['vi', '+7', '/src/a b.go']],
    ['/usr/bin/nvim -R', ['/usr/bin/nvim', '-R', '+7', '/src/a b.go']],
    ['emacsclient -t', ['emacsclient', '-t', '+7', '/src/a b.go']],
    ['nano', ['nano', '+7', '/src/a b.go']],
    ['code --wait', ['code', '--wait', '-g', '/src/a b.go:7']],
    ["'/opt/my editor/bin/ed' -x", ['/opt/my editor/bin/ed', '-x', '/src/a b.go']],
    ['"a \\" b" c\\ d', ['a " b', 'c d', '/src/a b.go']],
    ['ed "" $(rm x);', ['ed', '', '$(rm', 'x);', '/src/a b.go']],
  ])('%s', (editor, words) => {
    expect(editorWords(editor, '/src/a b.go', 7)).toEqual(words);
  });

  it('have no line where none is known', () => {
    expect(editorWords('vi', '/a.go', 0)).toEqual(['vi', '/a.go']);
    expect(editorWords('code', '/a.go', 0)).toEqual(['code', '/a.go']);
  });

  it.each(['', '  ', "'vi", 'vi "'])('are none of %j', (editor) => {
    expect(() => editorWords(editor, '/a.go', 1)).toThrow(ProfError);
  });
});

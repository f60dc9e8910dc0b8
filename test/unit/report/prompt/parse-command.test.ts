import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../../src/report/prompt/parse-command.ts';
import { DEFAULT_SETTINGS } from '../../../support/prompt-settings.ts';

const parse = (line: string, settings = DEFAULT_SETTINGS) => parseCommand(line.split(' '), settings);

describe('parseCommand', () => {
  it.each([
    ['top', 10],
    ['text', 10],
    ['top10', 10],
    ['top3 7', 7],
    ['top 0', 0],
    ['top -1', 10],
    ['top +4', 4],
    ['tree', -1],
    ['tree12', 12],
    ['topproto', -1],
    ['top 2147483648', 10],
  ])('%s shows %i', (line, count) => {
    expect(parse(line).settings.nodecount).toBe(count);
  });

  it('keeps a limit that was set', () => {
    expect(parse('top', { ...DEFAULT_SETTINGS, nodecount: 5 }).settings.nodecount).toBe(5);
  });

  it('takes what is no number for a pattern, and joins patterns', () => {
    const { settings } = parse('top a -b c -d > out.txt -cum 3');
    expect(settings).toMatchObject({
      focus: 'a|c',
      ignore: 'b|d',
      output: 'out.txt',
      sort: 'cum',
      nodecount: 3,
    });
    expect(parse('tags a -b').settings).toMatchObject({
      tagfocus: 'a',
      tagignore: 'b',
      focus: '',
      ignore: '',
    });
    expect(parse('peek a b').pattern).toBe('a');
    expect(parse('peek a b').settings.focus).toBe('b');
    expect(parse('top - --').settings.ignore).toBe('-');
  });

  it('changes nothing for the next line', () => {
    const before = { ...DEFAULT_SETTINGS, focus: 'kept' };
    expect(parse('top other', before).settings.focus).toBe('other');
    expect(parse('top', before).settings.focus).toBe('kept');
    expect(before).toEqual({ ...DEFAULT_SETTINGS, focus: 'kept' });
  });

  it.each([
    ['nope', 'unrecognized command: "nope"'],
    ['nope7', 'unrecognized command: "nope"'],
    ['7', 'unrecognized command: "7"'],
    ['focus x', 'did you mean: focus=x'],
    ['nodecount5', 'did you mean: nodecount=5'],
    ['lines x', 'did you mean: lines=x'],
    ['sort x', 'unrecognized command: "sort"'],
    ['list', 'command list requires an argument'],
    ['top >', 'unexpected end of line after >'],
    ['constructor', 'unrecognized command: "constructor"'],
  ])('%s: %s', (line, message) => {
    expect(() => parse(line)).toThrow(message);
  });
});

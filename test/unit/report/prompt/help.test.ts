import { describe, expect, it } from 'vitest';
import { PATTERN_FORMATS, PLAIN_FORMATS } from '../../../../src/report/pprof-flags.ts';
import { isReportFormat } from '../../../../src/report/pprof-formats.ts';
import { generalHelp, helpOn } from '../../../../src/report/prompt/help.ts';
import { insteadOf } from '../../../../src/report/prompt/instead-of.ts';
import { CHOICES, SETTINGS } from '../../../../src/report/prompt/settings.ts';

const FORMATS = [...PLAIN_FORMATS, ...PATTERN_FORMATS];
const CHOICE_NAMES = [...CHOICES.values()].flat();

describe('help', () => {
  it.each([...FORMATS, ...Object.keys(SETTINGS), ...CHOICE_NAMES])('names %s, and knows it', (name) => {
    expect(generalHelp()).toMatch(new RegExp(`(^|\\s)${name}(\\s|=|$)`, 'm'));
    expect(helpOn(name, ['cpu'])).toMatch(/^\S.*\n/);
  });

  it('fits a terminal of 80 columns', () => {
    const texts = [generalHelp(), ...FORMATS.filter(isReportFormat).map((name) => helpOn(name, []) ?? '')];
    for (const line of texts.join('\n').split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  });

  it('explains the arguments that a command takes, and only these', () => {
    expect(helpOn('top', [])).toMatch(/ N .* FOCUS .* -IGNORE .* -cum .* >FILE /s);
    expect(helpOn('list', [])).toMatch(/ REGEXP .* FOCUS /s);
    expect(helpOn('list', [])).not.toContain('-cum');
    expect(helpOn('tags', [])).toContain('TAGFOCUS');
    expect(helpOn('web', [])).toContain(insteadOf('web'));
  });

  it('names the sample types of the profile', () => {
    expect(helpOn('sample_index', ['samples', 'cpu'])).toContain('samples cpu\n');
  });

  it.each(['', 'nope', 'top x', 'constructor', '__proto__'])('does not know %j', (name) => {
    expect(helpOn(name, [])).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { fitLabel } from '../../../src/dashboard/flame/fit-label.ts';
import { StyledRow } from '../../../src/dashboard/flame/styled-row.ts';
import { buildFrames } from '../../../src/flame/frames.ts';
import { ProfileBuilder } from '../../../src/profile/builder.ts';

describe('labels', () => {
  it.each([
    ['net/http.(*conn).serve', 40, 'net/http.(*conn).serve'],
    ['net/http.(*conn).serve', 16, '(*conn).serve'],
    ['net/http.(*conn).serve', 7, 'serve'],
    ['net/http.(*conn).serve', 4, 'ser…'],
    // A closure is known by the function that it is in.
    ['main.ParsePrice.func3', 17, 'ParsePrice.func3'],
    ['main.ParsePrice.func3', 10, 'ParsePric…'],
    ['main.Run.func1.2', 13, 'Run.func1.2'],
    // Nothing within brackets is a part.
    ['main.LoadEntry[...]', 10, 'LoadEntry…'],
    ['main.Map[go.shape.int,go.shape.string]', 12, 'Map[go.shap…'],
    ['std::vector<std::pair<a::b, c>>::push_back', 12, 'push_back'],
    ['漢字.処理する', 9, '処理する'],
    ['漢字.処理する', 6, '処理…'],
  ])('of %s in %i cells', (name, width, label) => {
    expect(fitLabel(name, width, '…')).toBe(label);
  });
});

describe('rows in styles', () => {
  it('change only what differs, and end plain', () => {
    const row = new StyledRow();
    row.add('a', ['38;5;16', '48;5;223']);
    row.add('b', ['38;5;16', '48;5;229']);
    row.add('c', ['1', '38;5;16', '48;5;231']);
    row.add(' ', []);
    row.add('d', ['4', '30', '103']);
    expect(row.toString().replaceAll('\u001b', '^')).toBe(
      '^[38;5;16m^[48;5;223ma^[48;5;229mb^[1m^[48;5;231mc^[49m^[39m^[22m ^[4m^[30m^[103md^[49m^[39m^[24m',
    );
  });

  it('are plain text without styles', () => {
    const row = new StyledRow();
    row.add('a', []);
    row.add('b', []);
    expect(row.toString()).toBe('ab');
  });
});

describe('frames', () => {
  it('know where their functions begin, inlined ones too', () => {
    const builder = new ProfileBuilder({ sampleTypes: [{ type: 'cpu', unit: 'count' }] });
    const outer = builder.addFunction({ name: 'outer', filename: 'a.go', startLine: 10 });
    const inner = builder.addFunction({ name: 'inner', filename: 'b.go', startLine: 20 });
    const location = builder.addLocation({
      lines: [
        { function: inner, line: 21 },
        { function: outer, line: 11 },
      ],
    });
    builder.addSample([location], [1]);
    const profile = builder.build();
    const { name, startLine, line } = buildFrames(profile);
    expect(name.map((each, frame) => [each, startLine[frame]])).toEqual([
      ['outer', 10n],
      ['inner', 20n],
    ]);
    expect([...line]).toEqual([0n, 0n]);
    expect([...buildFrames(profile, { noInlines: true }).startLine]).toEqual([10n]);
  });
});

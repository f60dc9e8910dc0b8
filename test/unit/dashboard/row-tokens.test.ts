import type { WriteStream } from 'node:tty';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedOutput } from '../../../src/dashboard/changed-output.ts';
import { RowTokens } from '../../../src/dashboard/row-tokens.ts';

describe('tokens of rows', () => {
  it('become the rows again, wherever they stand', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 20 }), (lines) => {
        const tokens = new RowTokens();
        expect(tokens.of(lines).map(tokens.expand)).toEqual(lines);
        expect(tokens.expand(`\u001b[2K${tokens.of(lines).join('\n')}\n`)).toBe(
          `\u001b[2K${lines.join('\n')}\n`,
        );
      }),
    );
  });

  it('stay as they are while a row does, and begin in another way when it does not', () => {
    const tokens = new RowTokens();
    const [first, other] = tokens.of(['a row', 'another']);
    const [again, changed] = tokens.of(['a row', 'changed']);
    expect(again).toBe(first);
    expect(changed![0]).not.toBe(other![0]);
  });

  it('are others once they are renewed, and those before still mean their rows', () => {
    const tokens = new RowTokens();
    const [before] = tokens.of(['a row']);
    tokens.renew();
    const [after] = tokens.of(['a row']);
    expect(after![0]).not.toBe(before![0]);
    expect([before!, after!].map(tokens.expand)).toEqual(['a row', 'a row']);
  });

  it('leave blank rows alone', () => {
    expect(new RowTokens().of(['', '  '])).toEqual(['', '  ']);
  });

  it('are no names that a profile could have', () => {
    const tokens = new RowTokens();
    const [token] = new RowTokens().of(['of another screen']);
    const [own] = tokens.of([token!]);
    expect(tokens.expand(own!)).toBe(token);
    expect(tokens.expand(token!)).toBe(token);
  });

  it('are forgotten when they have not been drawn for long, and not before', () => {
    const tokens = new RowTokens();
    const [old] = tokens.of(['old']);
    for (let i = 0; i < 90; i++) tokens.of([`row ${i}`]);
    expect(tokens.expand(old!)).toBe('old');
    for (let i = 0; i < 200; i++) tokens.of([`row ${i}`]);
    expect(tokens.expand(old!)).toBe('');
  });
});

describe('changed output', () => {
  it('changes what is written, and is the same terminal in all else', () => {
    const written: unknown[] = [];
    const terminal = {
      columns: 80,
      write(...given: unknown[]) {
        written.push([this === terminal, ...given]);
        return true;
      },
      isSame() {
        return this === terminal;
      },
    };
    const output = changedOutput(terminal as unknown as WriteStream, (text) => text.toUpperCase());
    const done = () => {};
    expect(output.write('abc', done)).toBe(true);
    output.write(new Uint8Array([1]));
    expect(written).toEqual([
      [true, 'ABC', done],
      [true, new Uint8Array([1])],
    ]);
    terminal.columns = 100;
    expect(output.columns).toBe(100);
    expect((output as unknown as typeof terminal).isSame()).toBe(true);
  });
});

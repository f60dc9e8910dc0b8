import { describe, expect, it } from 'vitest';
import { splitMouse } from '../../../src/dashboard/split-mouse.ts';

describe('splitMouse', () => {
  it('takes reports out of keys', () => {
    expect(splitMouse('a\u001b[<0;12;3Mb\u001b[<0;12;3m')).toEqual({
      keys: 'ab',
      events: [{ kind: 'press', button: 'left', column: 11, row: 2 }],
      rest: '',
    });
    const { events } = splitMouse('\u001b[<64;1;1M\u001b[<65;1;1M\u001b[<2;5;6M\u001b[<35;5;6M');
    expect(events.map(({ kind, button }) => `${kind} ${button}`)).toEqual([
      'wheelUp none',
      'wheelDown none',
      'press right',
    ]);
  });

  it('waits for the rest of a report that was cut, wherever', () => {
    const report = '\u001b[<0;12;3M';
    for (let at = 3; at < report.length; at++) {
      const first = splitMouse(`x${report.slice(0, at)}`);
      expect(first).toEqual({ keys: 'x', events: [], rest: report.slice(0, at) });
      const second = splitMouse(first.rest + report.slice(at));
      expect(second.events).toEqual([{ kind: 'press', button: 'left', column: 11, row: 2 }]);
      expect(second.keys).toBe('');
    }
  });

  it('leaves other keys alone', () => {
    expect(splitMouse('\u001b[A\u001b')).toEqual({ keys: '\u001b[A\u001b', events: [], rest: '' });
  });
});

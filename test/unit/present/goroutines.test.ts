import { describe, expect, it } from 'vitest';
import type { GoroutineGroup } from '../../../src/goroutines/group-goroutines.ts';
import { goroutinesCsv, goroutinesText } from '../../../src/present/goroutines.ts';

const group = (facts: Partial<GoroutineGroup>): GoroutineGroup => ({
  count: 1,
  states: [{ state: 'select', source: 'dump', count: 1 }],
  origins: [{ function: 'main.start', kind: 'created-by', count: 1 }],
  longestWaitMinutes: undefined,
  lockedToThread: 0,
  frames: [{ function: 'main.f', file: '/src/a/m.go', line: 5 }],
  waitingFrames: 0,
  ...facts,
});

const GROUPS = [
  group({
    count: 900,
    states: [
      { state: 'chan receive', source: 'dump', count: 890 },
      { state: 'runnable', source: 'dump', count: 10 },
    ],
    longestWaitMinutes: 130,
    origins: [
      { function: 'example.com/shop/internal/workers.(*Pool).Start', kind: 'created-by', count: 899 },
      { function: 'main.other', kind: 'created-by', count: 1 },
    ],
    frames: ['sync.wait', 'a', 'b', 'c', 'd', 'e'].map((name) => ({
      function: name,
      file: `/s/${name}.go`,
      line: 7,
    })),
    waitingFrames: 1,
  }),
  group({
    count: 100,
    longestWaitMinutes: 59,
    lockedToThread: 100,
    origins: [{ function: 'main.main', kind: 'started-as', count: 100 }],
  }),
];
const LIST = { total: 1000, shown: 1000, groups: GROUPS };

describe('the table of goroutines', () => {
  it('shows states, the longest wait, creators, and four calls after those that wait', async () => {
    expect(await goroutinesText(LIST, { top: undefined, isFull: false, columns: undefined })).toBe(
      `1000 goroutines, 2 stacks

COUNT  SHARE  STATE                           WAIT  CREATED BY
  900  90.0%  chan receive 890, runnable 10  2h10m  example.com/shop/internal/workers.(*Pool).Start and 1 more
       a  a.go:7
       b  b.go:7
       c  c.go:7
       d  d.go:7
       … 1 more
  100  10.0%  select (thread)                  59m  (starts in main.main)
       main.f  m.go:5
`,
    );
  });

  it('fits into a terminal, and says what it leaves out', async () => {
    const text = await goroutinesText(LIST, { top: 1, isFull: true, columns: 70 });
    expect(text.split('\n').every((line) => line.length <= 70)).toBe(true);
    expect(text).toContain('  ….Start and 1 more\n');
    expect(text).toContain('       sync.wait  /s/sync.wait.go:7\n');
    expect(text.endsWith('… 1 more stack; --all shows it\n')).toBe(true);
  });

  it('has a form for spreadsheets', () => {
    expect([...goroutinesCsv(LIST, 1)].join('')).toBe(
      'count,percent,states,longest_wait_minutes,origin_kind,origin,stack\n' +
        '900,90,chan receive 890; runnable 10,130,created-by,example.com/shop/internal/workers.(*Pool).Start,sync.wait;a;b;c;d;e\n',
    );
  });
});

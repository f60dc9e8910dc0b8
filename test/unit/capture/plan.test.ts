import { describe, expect, it } from 'vitest';
import { planTargets } from '../../../src/capture/plan.ts';
import { parseProfileRequests } from '../../../src/capture/profile-request.ts';
import { parseTarget, type Target } from '../../../src/capture/target.ts';
import { ProfError } from '../../../src/kit/errors.ts';

const DEFAULTS = { types: undefined, seconds: 30, timeoutMs: 10_000 };

const parsed = (text: string) => parseTarget(text) as Target;
const plan = (target: string, options = {}) =>
  planTargets({ ...DEFAULTS, targets: [parsed(target)], ...options })[0]!;

describe('types', () => {
  it('are taken cpu first, then what needs time, then the rest as asked', () => {
    const asked = ['goroutine,heap:delta', 'heap', 'trace', 'cpu'];
    expect(parseProfileRequests(asked).map(({ type }) => type)).toEqual([
      'cpu',
      'heap_delta',
      'trace',
      'goroutine',
      'heap',
    ]);
  });

  it("take Go's word for cpu, and custom names", () => {
    expect(parseProfileRequests(['profile'])[0]).toMatchObject({ profile: 'cpu', type: 'cpu' });
    expect(parseProfileRequests(['sample.Sessions'])[0]).toMatchObject({
      profile: 'sample.Sessions',
      type: 'sample_sessions',
    });
  });

  it.each([[['cpu', 'profile']], [['cpu,']], [['cpu:delta']], [['../x']], [['heap:x']], [[]]])(
    'refuse %j',
    (texts) => {
      expect(() => parseProfileRequests(texts)).toThrow(ProfError);
    },
  );
});

describe('a plan', () => {
  it('gives a program 30 s of cpu, heap after it, and 10 s more', () => {
    const { requests, seconds, deadlineMs } = plan('http://h:1');
    expect(requests.map(({ type }) => type)).toEqual(['cpu', 'heap']);
    expect([seconds, deadlineMs]).toEqual([30, 40_000]);
  });

  it('adds up what runs one after the other', () => {
    expect(plan('http://h:1', { types: ['cpu,trace,heap:delta'] }).deadlineMs).toBe(100_000);
    expect(plan('http://h:1', { types: ['heap'] }).deadlineMs).toBe(10_000);
  });

  it('runs the types of Node.js side by side', () => {
    expect(plan('pid:1').deadlineMs).toBe(40_000);
    expect(plan('node://h', { types: ['heapsnapshot'] }).deadlineMs).toBe(10_000);
  });

  it("takes a profile's type and seconds from its URL", () => {
    const cpu = plan('http://h/debug/pprof/profile?seconds=5');
    expect([cpu.requests[0]!.type, cpu.seconds, cpu.deadlineMs]).toEqual(['cpu', 5, 15_000]);
    const custom = plan('http://h/debug/fgprof?seconds=3');
    expect([custom.requests[0]!.type, custom.deadlineMs]).toEqual(['fgprof', 13_000]);
    expect(plan('http://h/debug/pprof/profile').seconds).toBe(30);
    expect(plan('http://h/x', { types: ['heap'] }).requests[0]!.type).toBe('heap');
  });

  it('rounds seconds up for HTTP, where Go would take 30 for a fraction', () => {
    expect(plan('http://h:1', { seconds: 0.2 }).seconds).toBe(1);
    expect(plan('pid:1', { seconds: 0.2 }).seconds).toBe(0.2);
  });

  it.each([
    ['no target', { targets: [] }],
    ['a target twice', { targets: ['pid:1', 'pid:01'] }],
    ['a program twice', { targets: ['http://h:1', 'http://h:1/debug/pprof/'] }],
    ['two types of one profile', { targets: ['http://h/debug/pprof/heap'], types: ['heap,cpu'] }],
    ['no time', { targets: ['pid:1'], seconds: 0 }],
    ['no number', { targets: ['pid:1'], seconds: Number.NaN }],
    ['more than a day', { targets: ['pid:1'], seconds: 1e6 }],
  ])('refuses %s', (_what, { targets, ...options }) => {
    const refused = () => planTargets({ ...DEFAULTS, ...options, targets: targets.map(parsed) });
    expect(refused).toThrow(ProfError);
  });
});

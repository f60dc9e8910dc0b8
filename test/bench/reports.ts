/** The reports that are measured against `go tool pprof`, and the bars that they are to meet. */
import type { BenchProfileName } from './generate-profile.ts';

export interface ReportBench {
  readonly report: string;
  /** The reference's flags; `BASE` stands for a profile of another run of the same program. */
  readonly flags: readonly string[];
  readonly profile: BenchProfileName;
  /** prof is at least so many times faster. */
  readonly speed: number;
  /** prof needs at most this share of the opponent's memory. */
  readonly memory?: number;
}

const GRAPHS = { memory: 0.6, speed: 7 };
const SMALLER_GRAPHS = { memory: 0.6, speed: 5 };
const TEXTS = { memory: 0.25, speed: 2.5 };
const NOT_SLOWER = { speed: 1 };

const bench = (
  profile: BenchProfileName,
  report: string,
  flags: readonly string[],
  bars: Pick<ReportBench, 'speed' | 'memory'>,
): ReportBench => ({ profile, report, flags, ...bars });

/** The top reports of the profiles are rows of their own. */
const largeProfile = (profile: BenchProfileName): ReportBench[] => [
  bench(profile, 'tree', ['-tree'], GRAPHS),
  bench(profile, 'dot', ['-dot'], GRAPHS),
  bench(profile, 'peek', ['-peek=Parse'], SMALLER_GRAPHS),
  bench(profile, 'top with a focus', ['-top', '-focus=cart'], SMALLER_GRAPHS),
  bench(profile, 'top with a base', ['-top', '-base=BASE'], SMALLER_GRAPHS),
  bench(profile, 'traces', ['-traces'], TEXTS),
  bench(profile, 'raw', ['-raw'], TEXTS),
];

/** A file just over 200 kB: every report has to be at least as fast. */
const smallProfile = (profile: BenchProfileName): ReportBench[] =>
  [
    ['-top'],
    ['-tree'],
    ['-peek=Parse'],
    ['-top', '-focus=cart'],
    ['-top', '-base=BASE'],
    ['-list=Parse'],
    ['-traces'],
    ['-raw'],
    ['-tags'],
    ['-dot'],
    ['-callgrind'],
    ['-proto'],
    ['-topproto'],
    ['-comments'],
  ].map((flags) => bench(profile, flags.join(' ').replaceAll('-', ''), flags, NOT_SLOWER));

export const REPORTS: readonly ReportBench[] = [
  ...smallProfile('D'),
  ...largeProfile('B2'),
  bench('B2', 'tags', ['-tags'], NOT_SLOWER),
  bench('B2', 'proto', ['-proto'], NOT_SLOWER),
  ...largeProfile('A'),
  bench('A', 'proto', ['-proto'], { speed: 1.5 }),
  bench('B', 'tags', ['-tags'], { speed: 3 }),
  bench('B', 'proto', ['-proto'], { speed: 1.5 }),
  bench('B', 'traces', ['-traces'], TEXTS),
];

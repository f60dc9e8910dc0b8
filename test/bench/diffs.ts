/** Comparisons that are measured, and the bars that they are to meet. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchProfileName, generateProfile } from './generate-profile.ts';

interface DiffBench {
  readonly profile: BenchProfileName;
  /** `prof diff` is at least so many times faster than `-top -diff_base`. */
  readonly speed: number;
  /** It needs at most this share of the opponent's memory. */
  readonly memory?: number;
}

export const DIFFS: readonly DiffBench[] = [
  { profile: 'A', speed: 5, memory: 0.5 },
  { profile: 'B2', speed: 40 },
];

/** Comparing so many profiles a side takes less than this many times what reading them once takes. */
export const REPLICAS = { aSide: 20, profile: 'C', times: 3 } as const;

/** Two folders of runs of one program. */
export function writeReplicas(folder: string): [base: string, target: string] {
  return ['base', 'target'].map((side, s) => {
    const path = join(folder, `replicas-${side}`);
    mkdirSync(path);
    for (let i = 0; i < REPLICAS.aSide; i++) {
      const bytes = generateProfile(REPLICAS.profile, 2000 + s * REPLICAS.aSide + i);
      writeFileSync(join(path, `${i}.pb.gz`), bytes);
    }
    return path;
  }) as [string, string];
}

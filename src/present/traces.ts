import type { TraceSample, TracesFacts } from '../report/traces.ts';
import { MAX_ROWS, type ReportHead, reportHead } from './share.ts';

/** What `prof traces --json` prints: the first 10,000 samples that have a stack. */
export interface TracesDocument extends ReportHead {
  readonly schema: 'prof.traces.v1';
  /** How many samples there are in all. */
  readonly count: number;
  readonly samples: readonly TraceSample[];
}

export function tracesDocument(
  facts: TracesFacts,
  samples: Iterable<TraceSample>,
  sources: { readonly names: readonly string[]; readonly baseNames: readonly string[] },
): TracesDocument {
  const first: TraceSample[] = [];
  for (const sample of samples) {
    if (first.length === MAX_ROWS) break;
    first.push(sample);
  }
  const count = facts.sampleCount;
  return { schema: 'prof.traces.v1', ...reportHead(facts, sources), count, samples: first };
}

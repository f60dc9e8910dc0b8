import type { NodeOptions } from '../profile/graph-nodes.ts';
import type { DecodeLimits } from '../profile/limits.ts';
import type { Profile } from '../profile/profile.ts';
import type { FileContent } from './file-content.ts';

export type FormatId =
  | 'pprof'
  | 'cpuprofile'
  | 'heapprofile'
  | 'heapsnapshot'
  | 'chrome-trace'
  | 'go-trace'
  | 'collapsed'
  | 'speedscope'
  | 'perf-script'
  | 'firefox'
  | 'go-text'
  | 'go-goroutines';

/**
 * One kind of file: how it is recognised, what becomes of it, how it is made. The registry lists them all; it is loaded
 * by every command that reads a profile, so a description imports its codec only when that is used.
 */
export interface ProfileFormat {
  readonly id: FormatId;
  /** As in "a V8 CPU profile". */
  readonly title: string;
  /** Endings of file names, lower-case; on reading they decide only where the content leaves it open. */
  readonly endings: readonly string[];
  /** Whether a file of this content and one of the endings may be taken for this format. */
  readonly shape: 'json' | 'text' | 'binary';
  /** Whether the content shows that it is this format. */
  matches(content: FileContent): boolean;
  /**
   * Absent: prof only writes it.
   * @param bytes as the file holds them, but out of gzip for all formats save pprof.
   */
  decode?(bytes: Uint8Array, limits: DecodeLimits): Promise<Profile>;
  /** Absent: prof only reads it. The pieces join to the file. */
  encode?(profile: Profile, options: EncodeOptions): Promise<Iterable<string | Uint8Array>>;
}

export interface EncodeOptions {
  /** For formats that hold one value a stack: a sample type's name or index, as `--sample-index`; empty: pprof's default. */
  readonly sampleIndex: string;
  /** What the profile is called, where the format has a place for it. */
  readonly name?: string;
  /** Where frames are texts: what tells them apart and how files are shown. Default: functions. */
  readonly frames?: NodeOptions;
}

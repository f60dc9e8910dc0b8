import type { DecodeLimits } from '../profile/limits.ts';
import type { Profile } from '../profile/profile.ts';
import type { FileContent } from './file-content.ts';

export type FormatId = 'pprof' | 'cpuprofile' | 'heapprofile' | 'heapsnapshot' | 'go-trace';

/** One kind of file: how it is recognised and what becomes of it. The registry lists them all. */
export interface ProfileFormat {
  readonly id: FormatId;
  /** As in "a V8 CPU profile". */
  readonly title: string;
  /** Endings of file names, lower-case; they decide only where the content leaves it open. */
  readonly endings: readonly string[];
  /** Whether a file of this content and one of the endings may be taken for this format. */
  readonly shape: 'json' | 'binary';
  /** Whether the content shows that it is this format. */
  matches(content: FileContent): boolean;
  /** @param bytes as the file holds them, but out of gzip for all formats save pprof. */
  decode(bytes: Uint8Array, limits: DecodeLimits): Profile;
}

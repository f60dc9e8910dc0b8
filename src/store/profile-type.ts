import type { Profile } from '../profile/profile.ts';
import { type ProfileExtension, sanitizeType } from './keys.ts';

export interface StoredFormat {
  readonly ext: ProfileExtension;
  /** Undefined: the profile itself must tell. */
  readonly type: string | undefined;
}

const FORMATS: Readonly<Record<string, StoredFormat>> = {
  pprof: { ext: 'pprof', type: undefined },
  cpuprofile: { ext: 'cpuprofile', type: 'cpu' },
  heapprofile: { ext: 'heapprofile', type: 'heap' },
  heapsnapshot: { ext: 'heapsnapshot', type: 'heapsnapshot' },
  'chrome-trace': { ext: 'trace.json', type: 'cpu' },
  // As text, which pprof's own tools read, too.
  'go-text': { ext: 'pprof', type: undefined },
  'go-trace': { ext: 'trace', type: 'trace' },
};

/** How a recognised format is stored. */
export function storedFormat(format: string): StoredFormat | undefined {
  return Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
}

/**
 * The type that a pprof profile says it is, from the sample types that Go's runtime and other profilers write.
 * Several: it cannot be told which (mutex and block profiles look alike). None: it says nothing.
 */
export function typesOf(profile: Profile): readonly string[] {
  const names = profile.sampleTypes.map((sampleType) => sampleType.type);
  const has = (name: string) => names.includes(name);
  if (has('inuse_space') || has('inuse_objects')) {
    return profile.defaultSampleType.startsWith('alloc') ? ['allocs'] : ['heap'];
  }
  if (has('alloc_space')) return ['allocs'];
  if (has('cpu') || profile.periodType?.type === 'cpu') return ['cpu'];
  if (has('contentions') && has('delay')) return ['mutex', 'block'];
  const telling = names.filter((name) => name !== '' && name !== 'samples' && name !== 'sample');
  return telling.length === 1 ? [sanitizeType(telling[0]!)] : [];
}

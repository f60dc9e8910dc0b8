/** Frames that say nothing about the program, by the kind of a legacy profile: allocators, locks, the profiler. */
import type { ValueType } from '../../profile/profile.ts';

interface FramePatterns {
  readonly dropFrames: string;
  readonly keepFrames: string;
}

/** The patterns that the reference gives a profile with these sample types. */
export function framePatterns(sampleTypes: readonly ValueType[]): FramePatterns {
  const types = sampleTypes.map(({ type }) => type).join(' ');
  if (HEAP_TYPES.includes(types)) {
    return { dropFrames: ALLOCATORS.join('|'), keepFrames: CALLS_BY_RUNTIME.join('|') };
  }
  return { dropFrames: (types === LOCK_TYPES ? LOCKS : PROFILER).join('|'), keepFrames: '' };
}

/** A Go count profile may have any word for a type; one word alone is none of these. */
const HEAP_TYPES = [
  'objects space',
  'inuse_objects inuse_space',
  'alloc_objects alloc_space inuse_objects inuse_space',
];
const LOCK_TYPES = 'contentions delay';

const POSIX = 'calloc cfree malloc free memalign do_memalign (__)?posix_memalign pvalloc valloc realloc';
const TCMALLOC =
  'calloc cfree malloc free memalign posix_memalign pvalloc valloc realloc new delete newarray deletearray ' +
  'new_nothrow newarray_nothrow';
const MAC_ZONES = 'malloc calloc valloc realloc memalign free';

const ALLOCATORS = [
  ...POSIX.split(' '),
  'tcmalloc::.*',
  ...TCMALLOC.split(' ').map((name) => `tc_${name}`),
  ...MAC_ZONES.split(' ').map((name) => `malloc_zone_${name}`),
  'runtime\\..*',
  'BaseArena::.*',
  '(::)?do_malloc_no_errno',
  '(::)?do_malloc_pages',
  '(::)?do_malloc',
  'DoSampledAllocation',
  'MallocedMemBlock::MallocedMemBlock',
  '_M_allocate',
  '__builtin_(vec_)?delete',
  '__builtin_(vec_)?new',
  '__gnu_cxx::new_allocator::allocate',
  '__libc_malloc',
  '__malloc_alloc_template::allocate',
  'allocate',
  'cpp_alloc',
  'operator new(\\[\\])?',
  'simple_alloc::allocate',
];

/** Of Go's runtime, these stand between frames of the program. */
const CALLS_BY_RUNTIME = ['runtime\\.panic', 'runtime\\.reflectcall', 'runtime\\.call[0-9]*'];

const MUTEX_CALLS = ['AwaitCommon', 'Unlock', 'UnlockSlow', 'ReaderUnlock'];
const mutexFrames = (scope: string): string[] => [
  ...MUTEX_CALLS.map((call) => `(${scope}Mutex::)?${call}.*`),
  `(${scope}MutexLock::)?~MutexLock.*`,
];

const LOCKS = [
  'RecordLockProfileData',
  ...['RecordLock', 'SubmitMutex', 'SubmitSpinLock'].map((name) => `(base::)?${name}ProfileData.*`),
  ...mutexFrames('base::'),
  ...mutexFrames(''),
  '(SpinLock::)?Unlock.*',
  '(SpinLock::)?SlowUnlock.*',
  '(SpinLockHolder::)?~SpinLockHolder.*',
];

const PROFILER = [
  'ProfileData::Add',
  'ProfileData::prof_handler',
  'CpuProfiler::prof_handler',
  '__pthread_sighandler',
  '__restore',
];

/**
 * The labels that hold what a dump says of goroutines beyond their stacks. The colons keep them apart from labels that
 * programs give their goroutines, as in pprof's own `pprof::base`.
 */
export const GOROUTINE_LABEL = {
  /** Why it waits or what it does, in the runtime's words: `chan receive`, `running`. */
  state: 'goroutine::state',
  /** Whole minutes, where there is at least one. */
  wait: 'goroutine::wait',
  /** The function that started it. */
  createdBy: 'goroutine::created_by',
  /** `locked`: bound to a thread of the system. */
  thread: 'goroutine::thread',
  /** The number of its testing/synctest bubble. */
  bubble: 'goroutine::bubble',
} as const;

/** Names of frames that are none. */
export const NO_STACK = '[stack unavailable]';
export const ELIDED_FRAMES = '[frames elided]';

/**
 * Why a goroutine waits, in the runtime's words, from the functions at the end of its stack: a proto has no states.
 * The words are those of `waitReasonStrings` in https://github.com/golang/go/blob/master/src/runtime/runtime2.go.
 */

const STATES: Readonly<Record<string, readonly string[]>> = {
  'chan receive': ['runtime.chanrecv', 'runtime.chanrecv1', 'runtime.chanrecv2', 'reflect.chanrecv'],
  'chan send': ['runtime.chansend', 'runtime.chansend1', 'reflect.chansend', 'reflect.chansend0'],
  select: ['runtime.selectgo', 'reflect.rselect'],
  'select (no cases)': ['runtime.block'],
  'IO wait': [
    'runtime.netpollblock',
    'internal/poll.runtime_pollWait',
    'internal/poll.runtime_pollWaitCanceled',
  ],
  sleep: ['time.Sleep', 'runtime.timeSleep'],
  semacquire: ['sync.runtime_Semacquire', 'internal/poll.runtime_Semacquire'],
  'sync.Mutex.Lock': ['sync.runtime_SemacquireMutex', 'internal/sync.runtime_SemacquireMutex'],
  'sync.RWMutex.RLock': ['sync.runtime_SemacquireRWMutexR'],
  'sync.RWMutex.Lock': ['sync.runtime_SemacquireRWMutex'],
  'sync.WaitGroup.Wait': ['sync.runtime_SemacquireWaitGroup'],
  'sync.Cond.Wait': ['sync.runtime_notifyListWait'],
  coroutine: ['runtime.coroswitch', 'runtime.coroswitch_m'],
  syscall: [
    ...['Syscall', 'Syscall6', 'Syscall9', 'SyscallN', 'RawSyscall', 'RawSyscall6'].map(
      (name) => `syscall.${name}`,
    ),
    ...['syscall', 'syscall6', 'syscall6X', 'syscallPtr'].map((name) => `syscall.${name}`),
    'internal/runtime/syscall.Syscall6',
    'internal/runtime/syscall/linux.Syscall6',
    'runtime/internal/syscall.Syscall6',
    'runtime.cgocall',
    'os/signal.signal_recv',
  ],
};

const STATE_OF = new Map(
  Object.entries(STATES).flatMap(([state, names]) => names.map((name) => [name, state] as const)),
);

const PARKED: ReadonlySet<string | undefined> = new Set(['runtime.gopark', 'runtime.goparkunlock']);

/**
 * @param names of the stack's functions, leaf first, the runtime's among them.
 * @param isWhole whether stacks of this profile keep the runtime's frames at their leaves; text forms leave them out.
 * @returns undefined where the stack does not tell
 */
export function stateOfStack(names: Iterable<string>, isWhole: boolean): string | undefined {
  let isParked = false;
  let isLeaf = true;
  for (const name of names) {
    const state = STATE_OF.get(name);
    if (state !== undefined) return state;
    if (isLeaf) isParked = PARKED.has(name);
    isLeaf = false;
    if (!isRuntime(name)) break;
  }
  if (isParked) return 'waiting';
  return isWhole ? 'running or runnable' : undefined;
}

export const isRuntime = (name: string): boolean =>
  name.startsWith('runtime.') || name.startsWith('internal/runtime/') || name.startsWith('runtime/internal/');

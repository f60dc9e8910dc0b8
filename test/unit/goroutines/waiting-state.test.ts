import { describe, expect, it } from 'vitest';
import { stateOfStack } from '../../../src/goroutines/waiting-state.ts';

/** Stacks as Go's protos have them, leaf first. */
const CASES: [string, string][] = [
  ['chan receive', 'runtime.gopark runtime.chanrecv runtime.chanrecv1 main.f'],
  ['chan send', 'runtime.gopark runtime.chansend runtime.chansend1 main.f'],
  ['select', 'runtime.gopark runtime.selectgo main.f'],
  ['select (no cases)', 'runtime.gopark runtime.block main.f'],
  [
    'IO wait',
    'runtime.gopark runtime.netpollblock internal/poll.runtime_pollWait internal/poll.(*pollDesc).wait',
  ],
  ['sleep', 'runtime.gopark time.Sleep main.f'],
  [
    'sync.Mutex.Lock',
    'runtime.gopark runtime.goparkunlock runtime.semacquire1 sync.runtime_SemacquireMutex sync.f',
  ],
  ['sync.RWMutex.RLock', 'runtime.gopark runtime.semacquire1 sync.runtime_SemacquireRWMutexR sync.f'],
  ['sync.WaitGroup.Wait', 'runtime.gopark runtime.semacquire1 sync.runtime_SemacquireWaitGroup sync.f'],
  ['sync.Cond.Wait', 'runtime.gopark sync.runtime_notifyListWait sync.(*Cond).Wait'],
  ['syscall', 'internal/runtime/syscall.Syscall6 syscall.RawSyscall6 syscall.Syscall syscall.read'],
  ['syscall', 'runtime.cgocall main._Cfunc_sleep main.f'],
  ['waiting', 'runtime.gopark runtime.gcAssistAlloc runtime.mallocgc main.f'],
  ['running or runnable', 'main.spin main.main'],
  ['running or runnable', 'runtime.mallocgc runtime.newobject main.f runtime.chanrecv'],
];

describe('the state that a stack tells', () => {
  it.each(CASES)('%s: %s', (state, stack) => {
    expect(stateOfStack(stack.split(' '), true)).toBe(state);
  });

  it('is not known where the runtime’s frames were left out, save that the rest tells', () => {
    expect(stateOfStack(['main.f', 'main.main'], false)).toBeUndefined();
    expect(stateOfStack(['internal/sync.runtime_SemacquireMutex', 'main.f'], false)).toBe('sync.Mutex.Lock');
    expect(stateOfStack(['internal/poll.runtime_pollWait'], false)).toBe('IO wait');
    expect(stateOfStack([], false)).toBeUndefined();
  });
});

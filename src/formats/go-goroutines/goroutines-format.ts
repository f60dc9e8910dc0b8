/**
 * Stacks of goroutines as text: what `/debug/pprof/goroutine?debug=2` answers, and what a Go program prints when it
 * panics, deadlocks or gets SIGQUIT, wherever in a log. Written by
 * https://github.com/golang/go/blob/master/src/runtime/traceback.go.
 */
import type { ProfileFormat } from '../profile-format.ts';
import { holdsGoroutines } from './find-goroutines.ts';

export const goroutinesFormat: ProfileFormat = {
  id: 'go-goroutines',
  title: "a dump of a Go program's goroutines",
  endings: [],
  shape: 'text',
  matches: ({ bytes }) => holdsGoroutines(bytes),
  decode: async (bytes, limits) => {
    const { decodeGoroutines } = await import('./decode-goroutines.ts');
    return decodeGoroutines(bytes, limits);
  },
};

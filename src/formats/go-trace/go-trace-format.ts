/** Go's execution trace: a header `go 1.26 trace` and zero bytes, then batches of events (golang.org/x/exp/trace). */
import { ProfError } from '../../kit/errors.ts';
import type { ProfileFormat } from '../profile-format.ts';

const HEADER = /^go 1\.\d{1,3} trace\0/;

export const goTraceFormat: ProfileFormat = {
  id: 'go-trace',
  title: 'a Go execution trace',
  endings: ['.trace'],
  shape: 'binary',
  matches: ({ bytes }) => HEADER.test(String.fromCharCode(...bytes.subarray(0, 16))),
  decode: async () => {
    throw new ProfError(
      'BAD_DATA',
      'a Go execution trace: it holds events in time, not samples of stacks, so it has no top and no diff',
      {
        hints: ['read it with: go tool trace FILE', 'for time spent in functions take a CPU profile: -t cpu'],
        details: { format: 'go-trace' },
      },
    );
  },
};

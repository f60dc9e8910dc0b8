/** V8's heap snapshot: {"snapshot":{"meta":…},"nodes":[numbers],"edges":[…],"strings":[…]}; DevTools opens it. */
import { ProfError } from '../../kit/errors.ts';
import type { ProfileFormat } from '../profile-format.ts';

export const heapSnapshotFormat: ProfileFormat = {
  id: 'heapsnapshot',
  title: 'a V8 heap snapshot',
  endings: ['.heapsnapshot'],
  shape: 'json',
  matches: (content) => content.valueOf('snapshot', 1) === '{',
  decode: async () => {
    throw new ProfError(
      'BAD_DATA',
      'a V8 heap snapshot: it holds the objects of a heap, not samples of stacks, so it has no top and no diff',
      {
        hints: [
          'open it in Chrome DevTools: Memory, Load profile',
          'for memory by function take a sampling heap profile: -t heap',
        ],
        details: { format: 'heapsnapshot' },
      },
    );
  },
};

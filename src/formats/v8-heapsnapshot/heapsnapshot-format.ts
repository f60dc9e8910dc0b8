import type { ProfileFormat } from '../profile-format.ts';

export const heapSnapshotFormat: ProfileFormat = {
  id: 'heapsnapshot',
  title: 'a V8 heap snapshot',
  endings: ['.heapsnapshot'],
  shape: 'json',
  matches: (content) => content.valueOf('snapshot', 64)?.startsWith('{') === true,
  decode: async (bytes, limits) => {
    const { decodeHeapSnapshot } = await import('./decode-heapsnapshot.ts');
    return decodeHeapSnapshot(bytes, limits);
  },
};

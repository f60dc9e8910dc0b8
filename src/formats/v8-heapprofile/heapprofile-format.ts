import type { ProfileFormat } from '../profile-format.ts';

export const heapProfileFormat: ProfileFormat = {
  id: 'heapprofile',
  title: 'a V8 sampling heap profile',
  // The second is a spelling that early exporters wrote.
  endings: ['.heapprofile', '.heaprofile'],
  shape: 'json',
  matches: (content) => {
    const head = content.valueOf('head', 4096) ?? '';
    return head.startsWith('{') && !/"(?:hitCount|callUID)":/.test(head);
  },
  decode: async (bytes, limits) => {
    const { decodeHeapProfile } = await import('./decode-heapprofile.ts');
    return decodeHeapProfile(bytes, limits);
  },
  encode: async (profile, options) => {
    const { encodeHeapProfile } = await import('./encode-heapprofile.ts');
    return encodeHeapProfile(profile, options);
  },
};

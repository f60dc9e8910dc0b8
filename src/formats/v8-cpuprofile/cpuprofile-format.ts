import type { ProfileFormat } from '../profile-format.ts';

export const cpuProfileFormat: ProfileFormat = {
  id: 'cpuprofile',
  title: 'a V8 CPU profile',
  endings: ['.cpuprofile'],
  shape: 'json',
  matches: (content) => {
    // A heap snapshot has `nodes` too, as a list of numbers.
    const nodes = content.valueOf('nodes', 16);
    if (nodes !== undefined) return /^\[[{\]]/.test(nodes);
    return /"(?:hitCount|callUID)":/.test(content.valueOf('head', 4096) ?? '');
  },
  decode: async (bytes, limits) => {
    const { decodeCpuProfile } = await import('./decode-cpuprofile.ts');
    return decodeCpuProfile(bytes, limits);
  },
  encode: async (profile, options) => {
    const { encodeCpuProfile } = await import('./encode-cpuprofile.ts');
    return encodeCpuProfile(profile, options);
  },
};

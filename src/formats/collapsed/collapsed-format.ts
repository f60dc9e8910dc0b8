/**
 * Folded stacks, one a line: `main;parse;read 12`. Brendan Gregg's stackcollapse programs began it
 * (https://github.com/brendangregg/FlameGraph); async-profiler, py-spy, austin, rbspy, bpftrace and inferno write it.
 */
import type { ProfileFormat } from '../profile-format.ts';
import { looksFolded } from './folded-line.ts';

export const collapsedFormat: ProfileFormat = {
  id: 'collapsed',
  title: 'collapsed stacks',
  endings: ['.collapsed', '.folded', '.austin'],
  shape: 'text',
  matches: (content) => looksFolded(content.firstLines()),
  decode: async (bytes, limits) => {
    const { decodeCollapsed } = await import('./decode-collapsed.ts');
    return decodeCollapsed(bytes, limits);
  },
  encode: async (profile, options) => {
    const { encodeCollapsed } = await import('./encode-collapsed.ts');
    return encodeCollapsed(profile, options);
  },
};

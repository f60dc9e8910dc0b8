/**
 * What `perf script` prints (https://man7.org/linux/man-pages/man1/perf-script.1.html): a line about each event, its
 * stack below it from the leaf, a blank line.
 */
import type { ProfileFormat } from '../profile-format.ts';
import { looksLikePerfScript } from './perf-lines.ts';

export const perfScriptFormat: ProfileFormat = {
  id: 'perf-script',
  title: 'output of perf script',
  endings: ['.perf.txt', '.perf'],
  shape: 'text',
  matches: (content) => looksLikePerfScript(content.firstLines()),
  decode: async (bytes, limits) => {
    const { decodePerfScript } = await import('./decode-perf-script.ts');
    return decodePerfScript(bytes, limits);
  },
};

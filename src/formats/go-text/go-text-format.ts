/**
 * What Go's `/debug/pprof/heap?debug=1` and its like print. Programs of pprof's read the addresses in it as one of their
 * formats from before the proto; the lines that name them (`#	0x47a3c0	main.work+0x20	main.go:5`) are for people, and
 * read here, too. Written by https://github.com/golang/go/blob/master/src/runtime/pprof/pprof.go.
 */
import type { ProfileFormat } from '../profile-format.ts';

const TITLES = [
  /^heap profile: *\d+: *\d+ *\[ *\d+: *\d+ *\] *@ *heap\/\d+$/,
  /^[^\s#]+ profile: total \d+$/,
  /^--- (?:mutex|contention):$/,
];

export const goTextFormat: ProfileFormat = {
  id: 'go-text',
  title: 'a Go profile as text (debug=1)',
  endings: [],
  shape: 'text',
  matches: (content) => {
    const line = content.firstLine();
    return line !== undefined && TITLES.some((title) => title.test(line));
  },
  decode: async (bytes, limits) => {
    const { decodeGoText } = await import('./decode-go-text.ts');
    return decodeGoText(bytes, limits);
  },
};

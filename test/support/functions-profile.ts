/** A profile of functions whose names are hard to match: letters with several cases, broken UTF-8, what patterns mean. */
import { ProtoWriter } from './proto-writer.ts';

const NAMES: readonly (string | Uint8Array)[] = [
  ...[
    'a',
    'b',
    'A',
    'ab',
    'AB',
    'main.main',
    'main.(*Server).handle',
    'runtime.mallocgc',
    'naïve.函数',
    'emoji😀.run',
  ],
  ...[
    'x\ny',
    'tab\tname',
    '..',
    '[kernel]',
    'foo(bar)',
    'foobar',
    'K',
    'ſ',
    '\u212a',
    'straße',
    'İi',
    'ΣΑς',
    'αβγ',
  ],
  ...['\u{ffff}.high', 'aaaaaaaa bbb', '0123', 'a_b', ' ', '\u{fffd}', 'std::vector<int>::push_back(int)'],
  ...[[0x62, 0xff, 0x61, 0x64, 0xc3], [0xff], [0xed, 0xa0, 0x80], [0xf0, 0x9f, 0x98], [0xc0, 0x80]].map(
    (bytes) => Uint8Array.from(bytes),
  ),
];

/** One sample a function, each with a value of its own. */
export function functionsProfile(): Uint8Array {
  const out = new ProtoWriter().data(1, new ProtoWriter().int(1, 1).int(2, 2));
  for (const i of NAMES.keys()) {
    const id = i + 1;
    out.data(2, new ProtoWriter().packed(1, [id]).packed(2, [1000 - i]));
    out.data(4, new ProtoWriter().int(1, id).data(4, new ProtoWriter().int(1, id)));
    out.data(5, new ProtoWriter().int(1, id).int(2, id + 2));
  }
  for (const text of ['', 'samples', 'count', ...NAMES]) out.data(6, text);
  return out.finish();
}

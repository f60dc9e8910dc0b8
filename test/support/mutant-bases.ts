/**
 * Small profiles to damage: between them every field, every encoding of it that a decoder must take, and references
 * of every kind.
 */
import { ProtoWriter } from './proto-writer.ts';

const STRINGS = [
  '',
  'cpu',
  'nanoseconds',
  'main.work',
  'work.go',
  '/bin/app',
  'key',
  'value',
  'bytes',
  '^drop$',
];

/** Each as plain proto. */
export const MUTANT_BASES: Readonly<Record<string, Uint8Array>> = {
  usual: write((out) => {
    valueType(out, 1, 1, 2);
    valueType(out, 1, 6, 8);
    sample(out, [1, 2, 1], [10, 20], [{ key: 6, text: 7 }]);
    sample(
      out,
      [2],
      [300, 70_000],
      [
        { key: 6, number: 5, unit: 8 },
        { key: 7, number: 9 },
      ],
    );
    tables(out, 1);
    strings(out);
    header(out);
  }),
  unpacked: write((out) => {
    strings(out);
    header(out);
    valueType(out, 1, 1, 2);
    tables(out, 1);
    out.message(2, () => {
      for (const id of [1, 2, 2]) out.int(1, id);
      out.int(2, -1n);
      out.message(3, () => {
        out.int(1, 6);
        out.int(3, -5n);
        out.int(4, 8);
      });
    });
    out.message(2, () => {
      out.message(1, () => out.varint(2));
      out.int(1, 1);
      out.message(2, () => out.varint(1n << 60n));
    });
  }),
  sparse: write((out) => {
    valueType(out, 1, 1, 2);
    const far = 1n << 40n;
    sample(out, [far + 1n, far + 2n], [1]);
    sample(out, [], [(1n << 62n) + 1n]);
    tables(out, far + 1n);
    // Fields that nobody knows, of each wire type that can be skipped.
    out.int(100, 1n << 63n);
    out.data(101, 'unknown');
    for (const [wireType, length] of [
      [1, 8],
      [5, 4],
    ] as const) {
      out.varint(102 * 8 + wireType);
      for (let i = 0; i < length; i++) out.varint(i);
    }
    strings(out);
  }),
  bare: write((out) => {
    out.data(6, '');
    out.message(1, () => {});
    sample(out, [], [0]);
  }),
};

type Id = number | bigint;

function write(fill: (out: ProtoWriter) => void): Uint8Array {
  const out = new ProtoWriter();
  fill(out);
  return out.finish().slice();
}

function packed(out: ProtoWriter, field: number, values: readonly Id[]): void {
  out.message(field, () => {
    for (const value of values) out.varint(value);
  });
}

function valueType(out: ProtoWriter, field: number, type: number, unit: number): void {
  out.message(field, () => {
    out.int(1, type);
    out.int(2, unit);
  });
}

interface Label {
  readonly key: number;
  readonly text?: number;
  readonly number?: Id;
  readonly unit?: number;
}

function sample(
  out: ProtoWriter,
  stack: readonly Id[],
  values: readonly Id[],
  labels: readonly Label[] = [],
) {
  out.message(2, () => {
    packed(out, 1, stack);
    packed(out, 2, values);
    for (const { key, text, number, unit } of labels) {
      out.message(3, () => {
        out.int(1, key);
        if (text !== undefined) out.int(2, text);
        if (number !== undefined) out.int(3, number);
        if (unit !== undefined) out.int(4, unit);
      });
    }
  });
}

/** A mapping, two functions and two locations, the second with an inlined call; ids count from `first`. */
function tables(out: ProtoWriter, first: Id): void {
  const id = (n: bigint): bigint => BigInt(first) + n;
  out.message(3, () => {
    out.int(1, id(0n));
    out.int(2, 0x40_0000);
    out.int(3, 0x50_0000);
    out.int(4, 0x1000);
    out.int(5, 5);
    out.int(6, 7);
    out.int(7, 1);
    out.int(10, 1);
  });
  for (const [n, lines] of [
    [0n, [0n]],
    [1n, [1n, 0n]],
  ] as const) {
    out.message(4, () => {
      out.int(1, id(n));
      out.int(2, id(0n));
      out.int(3, (1n << 63n) + 0x40_0010n + n);
      for (const line of lines) {
        out.message(4, () => {
          out.int(1, id(line));
          out.int(2, 7);
          out.int(3, 3);
        });
      }
      if (n === 1n) out.int(5, 1);
    });
  }
  for (const n of [0n, 1n]) {
    out.message(5, () => {
      out.int(1, id(n));
      out.int(2, 3);
      out.int(3, n === 0n ? 3 : 1);
      out.int(4, 4);
      out.int(5, 6);
    });
  }
}

function strings(out: ProtoWriter): void {
  for (const text of STRINGS) out.data(6, text);
}

function header(out: ProtoWriter): void {
  out.int(7, 9);
  out.int(8, 3);
  out.int(9, 1_700_000_000_000_000_000n);
  out.int(10, 1_500_000_000);
  valueType(out, 11, 1, 2);
  out.int(12, 10_000_000);
  out.int(13, 7);
  packed(out, 13, [3, 4]);
  out.int(14, 1);
  out.int(15, 5);
}

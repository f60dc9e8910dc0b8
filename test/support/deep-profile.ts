/** Stacks far deeper than any call stack of the programs that read them. */
import { ProtoWriter } from './proto-writer.ts';

export interface DeepProfileOptions {
  readonly frames: number;
  /** The stack repeats itself where there are fewer functions than frames. */
  readonly functions: number;
}

/**
 * Two samples of 3 ms and 1 ms with the label `way`: `down` from f0 (outermost) to the last function, and the same stack
 * the other way `up`. Function i is `fi` at line i + 1 of `deep.go`, with the system name `_fi`.
 */
export function deepProfile({ frames, functions }: DeepProfileOptions): Uint8Array {
  const out = new ProtoWriter(1 << 22).data(1, new ProtoWriter().int(1, 1).int(2, 2));
  const down = Array.from({ length: frames }, (_, i) => 1 + ((frames - 1 - i) % functions));
  const label = (text: number) => new ProtoWriter().int(1, 3).int(2, text);
  out.data(2, new ProtoWriter(1 << 19).packed(1, down).packed(2, [3_000_000]).data(3, label(4)));
  const up = down.toReversed();
  out.data(2, new ProtoWriter(1 << 19).packed(1, up).packed(2, [1_000_000]).data(3, label(5)));
  const texts = ['', 'cpu', 'nanoseconds', 'way', 'down', 'up', 'deep.go'];
  for (let i = 0; i < functions; i++) {
    const id = i + 1;
    const line = new ProtoWriter().int(1, id).int(2, id);
    out.data(
      4,
      new ProtoWriter()
        .int(1, id)
        .int(3, 0x1000 + i)
        .data(4, line),
    );
    const name = texts.push(`f${i}`, `_f${i}`) - 2;
    out.data(
      5,
      new ProtoWriter()
        .int(1, id)
        .int(2, name)
        .int(3, name + 1)
        .int(4, 6),
    );
  }
  for (const text of texts) out.data(6, text);
  return out.finish();
}

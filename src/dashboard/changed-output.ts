import type { WriteStream } from 'node:tty';

/** The same terminal, with all text changed on its way to it. */
export function changedOutput(output: WriteStream, change: (text: string) => string): WriteStream {
  const write = (chunk: unknown, ...rest: unknown[]) =>
    Reflect.apply(output.write, output, [typeof chunk === 'string' ? change(chunk) : chunk, ...rest]);
  return new Proxy(output, {
    get(target, key) {
      if (key === 'write') return write;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

export interface WorkPoolOptions<Item> {
  /** How many are under way at once. */
  readonly parallel: number;
  /** How many bytes are under way at once; one item alone may be larger. */
  readonly maxBytes: number;
  readonly bytesOf: (item: Item) => number;
}

/**
 * Works on items in their order, some at once. `work` says whether to begin further ones; what it throws ends all, and
 * is thrown once all that was begun has ended.
 */
export async function workInParallel<Item>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<'go-on' | 'stop'>,
  options: WorkPoolOptions<Item>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  let bytes = 0;
  let isStopped = false;
  let failure: { readonly thrown: unknown } | undefined;
  const begin = async (item: Item, sizeBytes: number) => {
    try {
      if ((await work(item)) === 'stop') isStopped = true;
    } catch (thrown) {
      failure ??= { thrown };
      isStopped = true;
    } finally {
      bytes -= sizeBytes;
    }
  };
  for (const item of items) {
    const sizeBytes = options.bytesOf(item);
    const isFull = () =>
      running.size >= options.parallel || (running.size > 0 && bytes + sizeBytes > options.maxBytes);
    while (isFull()) await Promise.race(running);
    if (isStopped) break;
    bytes += sizeBytes;
    const started: Promise<void> = begin(item, sizeBytes).finally(() => running.delete(started));
    running.add(started);
  }
  await Promise.all(running);
  if (failure) throw failure.thrown;
}

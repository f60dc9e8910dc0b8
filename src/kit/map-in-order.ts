/**
 * The results of work on each item, in the items' order, with up to `width` of them under way. What a caller does not
 * take any more is not begun; what is under way then ends unseen.
 */
export async function* mapInOrder<T, R>(
  items: Iterable<T>,
  work: (item: T) => Promise<R>,
  width: (yielded: number) => number,
): AsyncGenerator<R> {
  const running: Promise<R>[] = [];
  const rest = items[Symbol.iterator]();
  let yielded = 0;
  let next = rest.next();
  for (;;) {
    while (!next.done && running.length < width(yielded)) {
      const result = work(next.value);
      // It is looked at when its turn comes; until then a failure is no crash.
      result.catch(() => {});
      running.push(result);
      next = rest.next();
    }
    const first = running.shift();
    if (first === undefined) return;
    yield await first;
    yielded += 1;
  }
}

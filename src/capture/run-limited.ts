import pLimit from 'p-limit';

/** Runs the work of each item, at most `limit` at once, in order; resolves when all are done. */
export async function runLimited<Item>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const admit = pLimit(limit);
  await Promise.all(items.map((item) => admit(() => work(item))));
}

/** A door for one at a time: the returned function runs its work after all that was given before it. */
export function oneAtATime(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const admit = pLimit(1);
  return (work) => admit(work);
}

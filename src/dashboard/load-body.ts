import type { Body, LoadContext } from './screens/screen.ts';

/** So often rows that are still coming are shown. */
const SHOW_EVERY_MS = 150;

export interface BodySink {
  /** All rows so far. */
  rows(rows: readonly unknown[]): Promise<void>;
  lines(lines: readonly string[]): Promise<void>;
}

/**
 * Loads what a tab shows, and shows it as it comes: the first time. Later what was there stays until all of it is loaded.
 * @throws whatever loading does
 */
export async function loadBody(
  body: Body,
  context: LoadContext,
  { sink, isFirst }: { readonly sink: BodySink; readonly isFirst: boolean },
): Promise<void> {
  if (body.kind === 'text') return sink.lines(await body.load(context));
  if (body.kind === 'flame') {
    await context.control.profile(context.place).opened;
    return;
  }
  const rows: unknown[] = [];
  let shownMs = context.backend.wiring.clock.nowMs();
  for await (const piece of body.load(context)) {
    for (const row of piece) rows.push(row);
    const nowMs = context.backend.wiring.clock.nowMs();
    if (!isFirst || nowMs - shownMs < SHOW_EVERY_MS) continue;
    shownMs = nowMs;
    await sink.rows([...rows]);
  }
  await sink.rows(rows);
  if (body.refine === undefined) return;
  for await (const refined of body.refine(rows as never[], context)) await sink.rows(refined);
}

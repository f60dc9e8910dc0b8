/** The call graph as a picture, drawn by Graphviz. */
import { safeText } from '../kit/safe-text.ts';
import type { Graphviz, PictureFormat } from '../ports/graphviz.ts';
import { dotOfPrepared } from './dot.ts';
import type { PreparedReport } from './prepare-report.ts';

export interface PictureDeps {
  readonly graphviz: () => Promise<Graphviz>;
  /** What ends the drawing, asked for when it begins. */
  readonly stop?: () => AbortSignal;
  /** Gets each remark of Graphviz. */
  readonly warn: (message: string) => void;
}

/** Larger graphs than anybody can read take longer. */
const DRAWING_MS = 180_000;

/**
 * The file of a picture of a report of the kind `dot`. Fails as Graphviz does: NOT_FOUND where it is not installed,
 * BAD_DATA, TIMEOUT, LIMIT.
 */
export async function pictureOf(
  report: PreparedReport,
  format: PictureFormat,
  { graphviz, stop, warn }: PictureDeps,
): Promise<Uint8Array> {
  const program = await graphviz();
  const signal = stop?.();
  return program.draw({ drawing: drawable(report), format, timeoutMs: DRAWING_MS, signal, warn });
}

function* drawable(report: PreparedReport): Generator<string> {
  for (const piece of dotOfPrepared(report, { quotesAll: true })) yield cutLongLines(plainText(piece));
}

/**
 * Foreign text in it without what XML and Graphviz do not take: control characters and bytes that are no text are shown,
 * and `&amp;` is not for Graphviz to read.
 */
function plainText(piece: string): string {
  return piece.replace(/[^\n\x20-\x7e]|&/gu, (found) => {
    if (found === '&') return '&amp;';
    if (found === '\ufffe' || found === '\uffff') return '\ufffd';
    const safe = safeText(found);
    return safe === found ? found : `\\${safe}`;
  });
}

/** A line of a text this long: text, and escapes that do not end a line. */
const LONG_LINE = /((?:[^"\\\n]|\\[^nl\n]){400})(?:[^"\\\n]|\\[^nl\n])+/g;

/** Graphviz refuses nodes and texts beyond its measures; nobody reads them either. */
const cutLongLines = (piece: string): string => piece.replace(LONG_LINE, '$1…');

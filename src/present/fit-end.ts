const ASCII = /^[\x20-\x7e]*$/;

/**
 * Texts cut to a width on a terminal so that their ends stay: `…http.(*Server).Serve`. The end of a function's name is
 * what tells it apart. Undefined width: as they are.
 */
export async function fitEnd(texts: readonly string[], width: number | undefined): Promise<string[]> {
  if (width === undefined) return [...texts];
  if (texts.every((text) => ASCII.test(text))) return texts.map((text) => cutAscii(text, width));
  const { default: stringWidth } = await import('string-width');
  const segments = new Intl.Segmenter();
  return texts.map((text) => {
    if (ASCII.test(text)) return cutAscii(text, width);
    // A text cannot be so wide that a part this long would not show its end.
    const tail = text.slice(-20 * width);
    if (tail === text && stringWidth(text) <= width) return text;
    let room = width - 1;
    let kept = '';
    for (const { segment } of [...segments.segment(tail)].reverse()) {
      room -= stringWidth(segment);
      if (room < 0) break;
      kept = segment + kept;
    }
    return `…${kept}`;
  });
}

function cutAscii(text: string, width: number): string {
  return text.length <= width ? text : `…${text.slice(text.length - width + 1)}`;
}

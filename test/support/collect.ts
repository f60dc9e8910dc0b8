/** The pieces of a text that comes in pieces, joined. */
export async function collectText(pieces: Iterable<string> | AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

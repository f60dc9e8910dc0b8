/** A word as a POSIX shell reads it back: as it is where that is safe, else in single quotes. */
export function shellQuote(word: string): string {
  // A tilde is a home folder only at the start of a word or, in an assignment, of a value.
  return /^(?!~)(?:[\w@%+,./~-]|[=:](?!~))+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

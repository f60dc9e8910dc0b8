/** What a log puts before each line that it takes: a time, a container's name, an indentation. */

/** Longer ones are no prefix. */
export const MAX_PREFIX = 200;

/** Takes a prefix off lines; undefined for a line that does not begin with it. */
export type StripPrefix = (line: string) => string | undefined;

/**
 * From the prefix of one line to a function for the others of the same log. Digits may differ in value and number, as
 * times do; all else is the same. Where the rest of a line is blank, so may be the end of the prefix.
 */
export function prefixStripper(prefix: string): StripPrefix {
  if (prefix === '') return (line) => line;
  const pattern = patternOf(prefix);
  const blank = new RegExp(`${patternOf(prefix.trimEnd()).source}$`);
  return (line) => {
    const match = pattern.exec(line);
    if (match !== null) return line.slice(match[0].length);
    return blank.test(line.trimEnd()) ? '' : undefined;
  };
}

/** Runs of digits lie between other characters, so that nothing is tried twice. */
function patternOf(prefix: string): RegExp {
  const parts = prefix.split(/\d+/).map((part) => part.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  return new RegExp(`^${parts.join('\\d+')}`);
}

/**
 * Whether to colour what goes to a stream.
 *
 * `--no-color` wins, then NO_COLOR (any non-empty value), then FORCE_COLOR (`0` and `false` turn off),
 * then: only a terminal that is not `TERM=dumb`.
 */
export function wantsColor(
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
  noColorFlag: boolean,
): boolean {
  if (noColorFlag || env.NO_COLOR) return false;
  const force = env.FORCE_COLOR;
  if (force !== undefined) return force !== '0' && force !== 'false';
  return isTerminal && env.TERM !== 'dumb';
}

export type ColorSetting = 'auto' | 'always' | 'never';

/**
 * Whether to colour what goes to a stream.
 *
 * `--no-color` wins, then NO_COLOR (any non-empty value), then FORCE_COLOR (`0` and `false` turn off), then the
 * `color` setting, and without any of these only a terminal that is not `TERM=dumb` gets colours.
 */
export function wantsColor(
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
  options: { readonly noColor: boolean; readonly setting: ColorSetting },
): boolean {
  if (options.noColor || env.NO_COLOR) return false;
  const force = env.FORCE_COLOR;
  if (force !== undefined) return force !== '0' && force !== 'false';
  if (options.setting !== 'auto') return options.setting === 'always';
  return isTerminal && env.TERM !== 'dumb';
}

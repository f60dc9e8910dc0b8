/**
 * Whether drawings keep to ASCII: where that is asked for, where the terminal says that it can do little, and where the
 * locale names another character set than UTF-8. No locale at all is what containers have, and tells nothing.
 */
export function wantsAscii(
  env: Readonly<Record<string, string | undefined>>,
  { asked }: { readonly asked: boolean },
): boolean {
  if (asked || env.TERM === 'dumb') return true;
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => value !== undefined && value !== '');
  return locale !== undefined && !/utf-?8/i.test(locale);
}

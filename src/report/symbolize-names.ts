/** Names of functions as the `-symbolize` option wants them. */
import { hasMangledNames, nameFunctions } from '../profile/name-functions.ts';
import type { Profile } from '../profile/profile.ts';
import { simplifyName } from '../profile/simplify-name.ts';
import type { SymbolizeOption } from './symbolize-option.ts';

/** The profile with such names; itself if none changes. */
export async function symbolizeNames(profile: Profile, option: SymbolizeOption): Promise<Profile> {
  if (option.isOff) return profile;
  const { isForced, demangle: style } = option;
  if (style === 'none') return nameFunctions(profile, { isForced, shownName: undefined });
  const demangle = hasMangledNames(profile)
    ? (await import('../profile/demangle/demangle.ts')).createDemangler(style)
    : undefined;
  const shownName = (systemName: string) => demangle?.(systemName) ?? simplifyName(systemName, style);
  return nameFunctions(profile, { isForced, shownName });
}

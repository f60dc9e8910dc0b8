/**
 * Firefox Profiler's processed format, which profiler.firefox.com opens:
 * https://github.com/firefox-devtools/profiler/blob/main/docs-developer/processed-profile-format.md
 */
import type { ProfileFormat } from '../profile-format.ts';

export const firefoxFormat: ProfileFormat = {
  id: 'firefox',
  title: 'a Firefox Profiler profile',
  endings: ['.firefox.json', '.firefox'],
  shape: 'json',
  matches: (content) => (content.valueOf('meta', 64 * 1024) ?? '').includes('"preprocessedProfileVersion":'),
  encode: async (profile, options) => {
    const { encodeFirefox } = await import('./encode-firefox.ts');
    return encodeFirefox(profile, options);
  },
};

/**
 * speedscope's own file format (https://www.speedscope.app/file-format-schema.json,
 * https://github.com/jlfwong/speedscope/wiki/Importing-from-custom-sources). py-spy, rbspy and many others write it.
 */
import type { ProfileFormat } from '../profile-format.ts';

export const speedscopeFormat: ProfileFormat = {
  id: 'speedscope',
  title: 'a speedscope file',
  endings: ['.speedscope.json', '.speedscope'],
  shape: 'json',
  matches: (content) => {
    if (/speedscope/.test(content.valueOf('$schema', 100) ?? '')) return true;
    const shared = content.valueOf('shared', 32);
    return (
      shared?.startsWith('{"frames":[') === true && !content.keys().some(({ name }) => name === 'threads')
    );
  },
  decode: async (bytes, limits) => {
    const { decodeSpeedscope } = await import('./decode-speedscope.ts');
    return decodeSpeedscope(bytes, limits);
  },
  encode: async (profile, options) => {
    const { encodeSpeedscope } = await import('./encode-speedscope.ts');
    return encodeSpeedscope(profile, options);
  },
};

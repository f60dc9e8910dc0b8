import { type PprofRequest, parsePprofArguments } from '../../src/report/pprof-flags.ts';
import { type Settings, settingsOf } from '../../src/report/prompt/settings.ts';

/** The prompt's settings after a command line without flags. */
export const DEFAULT_SETTINGS: Settings = settingsOf(requestOf(['profile.pb']));

function requestOf(argv: readonly string[]): PprofRequest {
  const parsed = parsePprofArguments(argv);
  if (parsed.state !== 'parsed') throw new Error('these are no arguments');
  return parsed.request(parsed.args, () => {});
}

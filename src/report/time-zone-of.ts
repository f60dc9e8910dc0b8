import type { FileSystem } from '../ports/file-system.ts';
import type { Profile } from '../profile/profile.ts';
import { localTimeZone, type TimeZone } from './time-zone.ts';

const MAX_ZONE_BYTES = 1 << 20;

/** The zone of the TZ variable. Reads a zone file only for a profile that has a time. */
export async function timeZoneOf(
  profile: Profile,
  tz: string | undefined,
  openFiles: () => Promise<FileSystem>,
): Promise<TimeZone | undefined> {
  if (profile.timeNanos === 0n) return undefined;
  return localTimeZone(tz, async (path) => {
    const files = await openFiles();
    const found = await files.stat(path);
    return found?.kind === 'file' ? files.read(path, MAX_ZONE_BYTES) : undefined;
  });
}

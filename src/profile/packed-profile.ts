/** A profile as plain data, to be passed from one thread to another. */
import type { Profile } from './profile.ts';
import { type PackedStrings, StringTable } from './string-table.ts';

export interface PackedProfile extends Omit<Profile, 'strings'> {
  readonly strings: PackedStrings;
}

export const packProfile = (profile: Profile): PackedProfile => ({
  ...profile,
  strings: profile.strings.packed(),
});

export const unpackProfile = (packed: PackedProfile): Profile => ({
  ...packed,
  strings: new StringTable(packed.strings.buffer, packed.strings.offset),
});

/** The memory of all its columns: what a thread gives away with it. */
export function memoryOf({ strings, functions, locations, samples }: PackedProfile): ArrayBuffer[] {
  const columns = [strings, functions, locations, samples].flatMap((table) => Object.values(table).flat());
  const buffers = columns.filter((column) => ArrayBuffer.isView(column)).map((column) => column.buffer);
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer);
}

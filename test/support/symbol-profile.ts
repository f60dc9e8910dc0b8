/** Profiles whose functions are symbols, and the names that a pprof shows for them. */
import { ProfileBuilder } from '../../src/profile/builder.ts';
import { encodePprof } from '../../src/profile/encode.ts';

/** Stands where the source file does: no name ends so. */
const FILE = '|';

/** A sample for each symbol, in an inner function; `named`: some have a name of their own beside the system's. */
export function symbolProfile(symbols: readonly string[], { named = false } = {}): Uint8Array {
  const builder = new ProfileBuilder({ sampleTypes: [{ type: 'cpu', unit: 'count' }] });
  const mapping = builder.addMapping({ start: 0x1000n, limit: 0x1000_0000n, hasFunctions: true });
  for (const [i, systemName] of symbols.entries()) {
    const name = named && i % 3 > 0 ? (i % 3 === 1 ? '' : `name<${i}>(of)`) : systemName;
    const line = { function: builder.addFunction({ name, systemName, filename: FILE }), line: 1 };
    const address = BigInt(0x1000 + i);
    builder.addSample([builder.addLocation({ mapping, address, lines: [line] })], [symbols.length - i]);
  }
  return encodePprof(builder.build());
}

/** What `-raw` says of the profile of so many symbols: the name shown for each. */
export function shownNames(raw: string, count: number): string[] {
  const names: string[] = [];
  for (const [, id, name] of raw.matchAll(/^ +(\d+): 0x[0-9a-f]+ M=1 (.*) \|:1(?::0)? s=0/gm)) {
    names[Number(id) - 1] = name!;
  }
  if (Object.keys(names).length !== count)
    throw new Error(`${Object.keys(names).length} of ${count} names found`);
  return names;
}

/**
 * A process that stores one profile after the other until it is killed, and says so line by line.
 * Arguments: the folder of the store, a name for itself.
 */
import { writeSync } from 'node:fs';
import { createDiskStore } from '../../src/adapters/disk/disk-store.ts';
import { storeProfile } from '../../src/store/store-profile.ts';

const [root = '', name = ''] = process.argv.slice(2);
const store = createDiskStore(root);
const startMs = Date.parse('2024-01-15T12:00:00Z');

for (let count = 0; ; count++) {
  // Few seconds and one service: the writers get into each other's way.
  const bytes = new TextEncoder().encode(`${name} ${count}\n`.repeat(3_000));
  const { key, sha256 } = await storeProfile(
    {
      service: 'checkout',
      type: 'cpu',
      ext: 'pprof',
      runMs: startMs + (count % 5) * 1000,
      pod: `checkout-${name}`,
      podsInRun: 1 + (count % 2),
      bytes,
      metadata: { reason: 'on-demand' },
    },
    { store },
  );
  writeSync(1, `${JSON.stringify({ key, sha256, pod: `checkout-${name}` })}\n`);
}

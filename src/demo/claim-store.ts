import { ProfError } from '../kit/errors.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { SamplePrograms } from '../ports/sample-programs.ts';

/** Beside the profiles, under a name that no profile has. */
const KEY = 'running';

/**
 * Makes the demo's store ours until the result is called: two demos at once would empty it under each other. What a
 * demo left that was killed is taken over.
 * @throws ProfError USAGE while another demo runs.
 */
export async function claimStore(store: BlobStore, programs: SamplePrograms): Promise<() => Promise<void>> {
  const mine = await programs.ownMark();
  const bytes = new TextEncoder().encode(mine);
  if ((await store.putIfAbsent(KEY, bytes, {})) === 'taken') {
    const theirs = await markIn(store);
    if (theirs !== undefined && (await programs.isRunning(theirs))) throw refusal(theirs);
    await store.delete(KEY);
    // Whoever took it over in the same moment is the one that stays.
    if ((await store.putIfAbsent(KEY, bytes, {})) === 'taken') throw refusal(await markIn(store));
  }
  return async () => {
    if ((await markIn(store)) === mine) await store.delete(KEY);
  };
}

async function markIn(store: BlobStore): Promise<string | undefined> {
  const found = await store.get(KEY);
  return found && new TextDecoder().decode(found.bytes);
}

function refusal(mark: string | undefined): ProfError {
  const pid = /^\d+/.exec(mark ?? '')?.[0];
  return new ProfError(
    'USAGE',
    `another prof demo is running${pid === undefined ? '' : ` (process ${pid})`}`,
    {
      hints: ['both would use --store demo: wait for its end, or stop it with Ctrl-C there'],
      details: pid === undefined ? {} : { pid: Number(pid) },
    },
  );
}

/** What becomes pprof is pprof: `go tool pprof` reads it, and reports of it what prof reports. */
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { FILE_TARGETS, joinPieces } from '../../src/formats/file-target.ts';
import { decodeProfile } from '../../src/formats/registry.ts';
import { runReference } from '../support/ask-reference.ts';
import { runPprofInProcess } from '../support/run-pprof.ts';

const RECORDED = fileURLToPath(new URL('../../fixtures/profiles/', import.meta.url));
const files = globSync('{py-spy,austin,async-profiler,linux-perf,inferno}/*/*.*', { cwd: RECORDED })
  .filter((path) => !path.endsWith('.md'))
  .toSorted();
const pprof = FILE_TARGETS.find(({ id }) => id === 'pprof')!;

describe('go tool pprof reads what prof made of', () => {
  const folder = mkdtempSync(join(tmpdir(), 'prof-peer-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(files)('%s', async (path) => {
    const profile = await decodeProfile(readFileSync(RECORDED + path));
    writeFileSync(
      join(folder, 'it.pb.gz'),
      joinPieces(await pprof.encode(profile, { sampleIndex: '' }), false),
    );
    for (const report of ['-top', '-traces', '-tags', '-raw']) {
      const argv = [report, '-symbolize=none', 'it.pb.gz'];
      const { stdout, status } = runReference(argv, { folder });
      const own = await runPprofInProcess(argv, { folder, tz: 'UTC' });
      expect(status).toBe(0);
      expect(Buffer.from(own.stdout).toString()).toBe(stdout.toString());
    }
  });

  it('is something to read', () => {
    expect(files.length).toBeGreaterThan(15);
  });
});

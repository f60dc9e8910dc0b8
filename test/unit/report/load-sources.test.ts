import { describe, expect, it } from 'vitest';
import { gzip } from '../../../src/profile/gzip.ts';
import { loadSources } from '../../../src/report/load-sources.ts';
import { MemoryFiles } from '../../support/memory-files.ts';
import { smallProfile } from '../../support/small-profiles.ts';

describe('sources of the reference command line', () => {
  it('takes off what a server packed around a profile', async () => {
    const options = {
      seconds: 0,
      timeoutSeconds: 0,
      buildId: '',
      tls: { cert: '', key: '', ca: '' },
    };
    const [profile] = await loadSources(['http://host/heap'], options, {
      files: async () => new MemoryFiles(),
      http: async () => ({
        get: async ({ url }) => ({
          url,
          status: 200,
          reason: 'OK',
          headers: { 'content-encoding': 'gzip' },
          body: gzip(smallProfile()),
        }),
      }),
      warn: () => {},
    });
    expect(profile!.samples.count).toBeGreaterThan(0);
  });

  it('says what to do with a file of perf record', async () => {
    const files = new MemoryFiles();
    files.files.set('/perf.data', Buffer.from('PERFILE2 and more'));
    const said: string[] = [];
    const options = { seconds: 0, timeoutSeconds: 0, buildId: '', tls: { cert: '', key: '', ca: '' } };
    const loaded = await loadSources(['/perf.data'], options, {
      files: async () => files,
      http: () => Promise.reject(new Error('no network here')),
      warn: (message) => said.push(message),
    });
    expect([loaded, said]).toEqual([[], [expect.stringMatching(/^\/perf\.data: .*perf_to_profile/)]]);
  });
});

import { describe, expect, it } from 'vitest';
import { ProfileBuilder } from '../../../../src/profile/builder.ts';
import type { Profile } from '../../../../src/profile/profile.ts';
import { greeting } from '../../../../src/report/prompt/greeting.ts';
import { Session } from '../../../../src/report/prompt/session.ts';
import { DEFAULT_REPORT_OPTIONS } from '../../../../src/report/report-options.ts';
import { MemoryFiles } from '../../../support/memory-files.ts';
import { DEFAULT_SETTINGS } from '../../../support/prompt-settings.ts';

function profileOf(values: readonly [number, number]): Profile {
  const builder = new ProfileBuilder({
    sampleTypes: [
      { type: 'samples', unit: 'count' },
      { type: 'cpu', unit: 'nanoseconds' },
    ],
  });
  const location = builder.addLocation({ lines: [{ function: builder.addFunction({ name: 'main.f' }) }] });
  builder.addSample([location], values);
  return builder.build();
}

function sessionOn(profile: Profile, isRead = true) {
  const heard = { said: [] as string[], warned: [] as string[], written: '' };
  const files = new MemoryFiles();
  const session = new Session(profile, DEFAULT_SETTINGS, {
    graphviz: () => Promise.reject(new Error('no Graphviz in this test')),
    files: async () => files,
    cwd: '/here',
    timeZone: undefined,
    isTerminal: false,
    say: (text) => heard.said.push(text),
    warn: (text) => heard.warned.push(text),
    write: async (bytes) => {
      heard.written += Buffer.from(bytes).toString();
      return isRead;
    },
  });
  return { session, heard };
}

describe('Session', () => {
  it('keeps what was set, and goes on after what was wrong', async () => {
    const { session, heard } = sessionOn(profileOf([3, 40]));
    for (const line of ['samples', 'focus=(', 'top', 'focus=', 'bogus', 'top']) {
      expect(await session.step(line)).toBe('open');
    }
    expect(heard.warned).toEqual([
      expect.stringMatching(/^parsing focus regexp: .*missing closing/),
      'unrecognized command: "bogus"',
    ]);
    expect(heard.written).toContain('Showing nodes accounting for 3, 100% of 3 total\n');
  });

  it.each(['q', 'quit', 'exit', ' exit now '])('ends with %j', async (line) => {
    const { session } = sessionOn(profileOf([1, 1]));
    expect(await session.step(line)).toBe('ended');
  });

  it('ends when nobody reads its reports any more', async () => {
    const { session } = sessionOn(profileOf([1, 1]), false);
    expect(await session.step('top')).toBe('ended');
  });

  it('numbers binary files that got no name', async () => {
    const { session, heard } = sessionOn(profileOf([1, 1]));
    await session.step('proto');
    await session.step('topproto');
    await session.step('callgrind');
    expect(heard.warned).toEqual([
      'Generating report in profile001.pb.gz',
      'Generating report in profile002.pb.gz',
      'Generating report in profile001.callgraph.out',
    ]);
  });

  it('says that it does not know what help is asked on', async () => {
    const { session, heard } = sessionOn(profileOf([1, 1]));
    await session.step('help');
    await session.step('help top');
    await session.step('help me');
    expect(heard.said).toHaveLength(2);
    expect(heard.warned).toEqual(['Unknown command: me']);
  });
});

describe('greeting', () => {
  const deps = { timeZone: undefined, warn: () => {} };

  it('says when the default type has nothing', async () => {
    const lines = await greeting(profileOf([3, 0]), DEFAULT_REPORT_OPTIONS, deps);
    // Recorded from the reference for a profile like this.
    expect(lines).toEqual([
      'Type: cpu',
      'No samples were found with the default sample value type.',
      'Try "sample_index" command to analyze different sample values.',
      'Entering interactive mode (type "help" for commands, "o" for options)',
    ]);
    expect(await greeting(profileOf([3, 1]), DEFAULT_REPORT_OPTIONS, deps)).toHaveLength(2);
  });
});

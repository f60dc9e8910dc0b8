import { describe, expect, it } from 'vitest';
import type { CaptureResult } from '../../../src/capture/capture-result.ts';
import { planTargets } from '../../../src/capture/plan.ts';
import { parseTarget, type Target } from '../../../src/capture/target.ts';
import { ProfError } from '../../../src/kit/errors.ts';
import {
  captureDocument,
  captureText,
  explainText,
  failureTexts,
  planText,
} from '../../../src/present/capture.ts';
import { CaptureProgress } from '../../../src/present/capture-progress.ts';

const HOSTILE = 'a\u001b[2J\u202e';
const plan = planTargets({
  targets: [parseTarget('http://h:1') as Target],
  types: undefined,
  seconds: 30,
  timeoutMs: 10_000,
})[0]!;
const service = {
  name: HOSTILE,
  rule: 'host',
  candidates: [
    { rule: 'flag', name: undefined, why: '--service was not given' },
    { rule: 'host', name: HOSTILE, why: 'host name of the URL' },
  ],
} as const;

const result: CaptureResult = {
  run: '20240115-120000',
  runMs: Date.UTC(2024, 0, 15, 12),
  dryRun: false,
  interrupted: false,
  targets: [
    {
      endpoints: [],
      plan: { ...plan, service },
      target: 'http://h:1',
      service,
      profiles: [
        {
          type: 'cpu',
          place: `2024-01-15/${HOSTILE}/20240115-120000-cpu.pprof`,
          sizeBytes: 2048,
          sha256: 'ab',
          requestedSeconds: 30,
          measuredSeconds: 30.04,
          warnings: [],
        },
      ],
    },
  ],
  failures: [
    { target: 'http://h:1', type: 'heap', error: new ProfError('NOT_FOUND', 'nope', { hints: ['look'] }) },
  ],
};

describe('a capture', () => {
  it('is a line a profile', () => {
    expect(captureText(result)).toBe(
      'cpu  2024-01-15/a\\x1b[2J\\u202e/20240115-120000-cpu.pprof  2kB  30.0 s\n',
    );
  });

  it('explains the name', () => {
    expect(explainText(result)).toBe(
      [
        'http://h:1: service a\\x1b[2J\\u202e',
        '    flag     nothing: --service was not given',
        '  * host     a\\x1b[2J\\u202e: host name of the URL',
        '',
      ].join('\n'),
    );
  });

  it('says what would be taken', () => {
    expect(planText(result)).toBe('http://h:1  service a\\x1b[2J\\u202e  types cpu, heap  at most 40 s\n');
  });

  it('names what failed and what to do', () => {
    expect(failureTexts(result)).toEqual([{ line: 'heap failed: http://h:1: nope', hints: ['look'] }]);
  });

  it('is a document with the errors in it', () => {
    const document = captureDocument(result);
    expect(document.schema).toBe('prof.capture.v1');
    expect(document.time).toBe('2024-01-15T12:00:00.000Z');
    expect(document.errors).toEqual([
      { target: 'http://h:1', type: 'heap', code: 'NOT_FOUND', message: 'nope', hints: ['look'] },
    ]);
    expect(captureDocument({ ...result, failures: [] })).not.toHaveProperty('errors');
  });
});

describe('progress', () => {
  it('shows what runs and counts what is done', () => {
    const progress = new CaptureProgress();
    const target = 'http://h:1';
    expect(progress.status(0)).toBe('connecting; 0 kept');
    progress.lineFor({ kind: 'profile-started', target, type: 'cpu', seconds: 30 }, 1000);
    expect(progress.status(13_500)).toBe('cpu of http://h:1 12/30 s; 0 kept');
    const kept = { kind: 'profile-kept', target, type: 'cpu', place: 'key', sizeBytes: 1024 } as const;
    expect(progress.lineFor(kept, 31_000)).toBe('http://h:1: cpu kept (1kB)');
    progress.lineFor({ kind: 'profile-started', target, type: 'heap', seconds: undefined }, 31_000);
    progress.lineFor({ kind: 'failed', target, type: 'heap', message: 'x' }, 31_000);
    expect(progress.status(31_000)).toBe('waiting; 1 kept, 1 failed');
    expect(progress.lineFor({ kind: 'warning', target, message: 'idle' }, 0)).toBe(
      'warning: http://h:1: idle',
    );
  });

  it('stays short with many targets', () => {
    const progress = new CaptureProgress();
    for (let at = 0; at < 9; at++) {
      progress.lineFor({ kind: 'profile-started', target: `t${at}`, type: 'cpu', seconds: 1 }, 0);
    }
    expect(progress.status(0)).toBe('cpu of t0 0/1 s, cpu of t1 0/1 s, cpu of t2 0/1 s, 6 more; 0 kept');
  });
});

import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeProfile, sniffFormat } from '../../../src/formats/registry.ts';
import { ProfError } from '../../../src/kit/errors.ts';
import { ProfileBuilder } from '../../../src/profile/builder.ts';
import { encodePprof } from '../../../src/profile/encode.ts';

const text = (value: string) => new TextEncoder().encode(value);
const fixture = (path: string) =>
  readFileSync(new URL(`../../../fixtures/profiles/${path}`, import.meta.url));

const CPU = '{"nodes":[{"id":1,"callFrame":{"functionName":"f"},"hitCount":1}],"startTime":0,"endTime":9}';
const HEAP = '{"head":{"callFrame":{"functionName":"f"},"selfSize":5,"children":[]},"samples":[]}';
const SNAPSHOT = '{"snapshot":{"meta":{"node_fields":[]}},"nodes":[0,1],"edges":[],"strings":[]}';
const TRACE = 'go 1.26 trace\0\0\0';

function pprof(): Uint8Array {
  const builder = new ProfileBuilder({ sampleTypes: [{ type: 'cpu', unit: 'nanoseconds' }] });
  const fn = builder.addFunction({ name: 'main' });
  builder.addSample([builder.addLocation({ lines: [{ function: fn }] })], [5]);
  return encodePprof(builder.build());
}

async function failure(run: () => Promise<unknown>): Promise<ProfError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof ProfError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('sniffing', () => {
  it.each([
    ['cpuprofile', text(CPU)],
    ['cpuprofile', text(`\ufeff\n  ${CPU.replaceAll(',', ' ,\n\t').replaceAll(':', ' : ')}`)],
    ['cpuprofile', text('{"startTime":1,"x":{"nodes":[1],"s":"\\"head\\":"},"samples":[1],"nodes": [ {} ]}')],
    ['cpuprofile', text('{"typeId":"CPU","head":{"functionName":"f","hitCount":0,"children":[]}}')],
    ['heapprofile', text(HEAP)],
    ['heapsnapshot', text(SNAPSHOT)],
    ['heapsnapshot', text('{\n  "snapshot": {}')],
    ['chrome-trace', text('{"traceEvents":[]}')],
    ['chrome-trace', text('{"metadata":{"a":[{}]},"traceEvents" : [ {} ]}')],
    ['chrome-trace', text('\n[ {"pid": 1, "ph": "X"},')],
    ['go-trace', text(TRACE)],
    ['pprof', pprof()],
    ['pprof', gzipSync(pprof())],
    ['cpuprofile', gzipSync(CPU)],
    ['cpuprofile', fixture('node/24/cpu.cpuprofile')],
    ['heapprofile', fixture('node/24/heap.heapprofile')],
    ['pprof', fixture('go/1.26/cpu.pb.gz')],
    ['go-trace', fixture('go/1.26/trace.trace')],
    ['chrome-trace', fixture('chromium/156/page.trace.json')],
    ['heapsnapshot', fixture('chromium/156/page.heapsnapshot.gz')],
  ])('knows a %s by its content, whatever its name', (format, bytes) => {
    expect(sniffFormat(bytes)).toBe(format);
    expect(sniffFormat(bytes, 'x.heapprofile')).toBe(format);
    expect(sniffFormat(bytes, 'x.pb.gz')).toBe(format);
  });

  it.each([
    ['', 'nothing'],
    ['not found', 'text'],
    ['heap profile: 1: 2 [3: 4] @ heapprofile', 'text'],
    ['<!doctype html>', 'HTML'],
    ['{"error":"no"}', 'JSON'],
    ['{"traceEvents":{}}', 'a trace without a list'],
    ['[{"ph":"X"}]', 'events of no process'],
    ['[{"nodes":[{}]}]', 'an array'],
    ['{"nodes":[1,2]}', 'numbers as nodes'],
  ])('takes %j for nothing', (content) => {
    expect(sniffFormat(text(content))).toBeUndefined();
  });

  it('lets the name decide only where the content does not', () => {
    expect(sniffFormat(text('{"a":1}'), 'x.cpuprofile')).toBe('cpuprofile');
    expect(sniffFormat(text('{"a":1}'), 'x.HEAPPROFILE.gz')).toBe('heapprofile');
    expect(sniffFormat(text('{"a":1}'), 'x.heaprofile')).toBe('heapprofile');
    expect(sniffFormat(text('{"a":1}'), 'x.pprof')).toBeUndefined();
    expect(sniffFormat(text('hello'), 'x.cpuprofile')).toBeUndefined();
    expect(sniffFormat(Uint8Array.of(0xff, 0, 1, 2), 'x.pb.gz')).toBe('pprof');
    expect(sniffFormat(Uint8Array.of(0xff, 0, 1, 2))).toBeUndefined();
  });
});

describe('decodeProfile', () => {
  it('decodes what is in gzip, too', async () => {
    for (const bytes of [text(CPU), text(HEAP), pprof()]) {
      const plain = await decodeProfile(bytes);
      expect(encodePprof(await decodeProfile(gzipSync(bytes)))).toEqual(encodePprof(plain));
      expect(plain.samples.count).toBe(1);
    }
  });

  it('takes a file for what it is told to be', async () => {
    expect((await decodeProfile(text(CPU), { format: 'cpuprofile' })).samples.count).toBe(1);
    const error = await failure(() => decodeProfile(text(CPU), { format: 'heapprofile' }));
    expect(error).toMatchObject({ code: 'BAD_PROFILE', message: expect.stringContaining('head') });
  });

  it.each([
    ['HTML', '\n\n <!DOCTYPE html>\n<p>login', '<!DOCTYPE html>'],
    ['XML', '<?xml version="1.0"?><Error/>', '<?xml version="1.0"?><Error/>'],
    ['JSON', '{"error": "nope"}\n', '{"error": "nope"}'],
    ['text', '404 page not found\n', '404 page not found'],
  ])('quotes the first line of %s', async (kind, content, line) => {
    for (const bytes of [text(content), gzipSync(content)]) {
      const error = await failure(() => decodeProfile(bytes));
      expect(error.message).toBe(`no profile: it looks like ${kind}: ${line}`);
      expect(error).toMatchObject({ code: 'BAD_PROFILE', exitCode: 7, details: { firstLine: line } });
    }
  });

  it('shortens the line that it quotes', async () => {
    expect((await failure(() => decodeProfile(text('x'.repeat(10_000))))).message.length).toBeLessThan(300);
  });

  it.each([
    ['a Chrome trace without CPU samples', '{"traceEvents":[]}'],
    ['a Go execution trace', TRACE],
  ])('says what %s is', async (what, content) => {
    const error = await failure(() => decodeProfile(text(content)));
    expect(error.message.startsWith(`${what}: `)).toBe(true);
    expect(error.exitCode).toBe(7);
    expect(error.hints.length).toBeGreaterThan(0);
  });

  it('refuses an empty file and a damaged one', async () => {
    expect((await failure(() => decodeProfile(new Uint8Array(0)))).code).toBe('BAD_PROFILE');
    expect((await failure(() => decodeProfile(gzipSync(pprof()).subarray(0, 30)))).code).toBe('BAD_PROFILE');
    expect((await failure(() => decodeProfile(Uint8Array.of(0xff, 0, 1, 2)))).code).toBe('BAD_PROFILE');
  });

  it('keeps to the limits before anything is built', async () => {
    const many = `{"nodes":[${'{},'.repeat(1000)}{}]}`;
    const limited = (limits: object) => failure(() => decodeProfile(text(many), { limits }));
    expect((await limited({ tableEntries: 100 })).details).toMatchObject({ limit: 'tableEntries' });
    expect((await limited({ samples: 10 })).details).toMatchObject({ limit: 'samples' });
    expect((await limited({ decodedBytes: 100 })).details).toMatchObject({ limit: 'decodedBytes' });
    const nested = `{"nodes":[{}],"x":${'['.repeat(5000)}${']'.repeat(5000)}}`;
    const error = await failure(() => decodeProfile(text(nested), { limits: { stackFrames: 100 } }));
    expect(error).toMatchObject({ code: 'LIMIT', details: { limit: 'stackFrames' } });
    const bomb = gzipSync(`{"nodes":[{}],"x":"${'0'.repeat(3e6)}"}`);
    expect((await failure(() => decodeProfile(bomb, { limits: { decodedBytes: 1e6 } }))).code).toBe('LIMIT');
  });
});

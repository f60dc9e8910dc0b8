import { describe, expect, it } from 'vitest';
import { parseTarget } from '../../../src/capture/target.ts';
import { ProfError } from '../../../src/kit/errors.ts';

const http = (text: string) => {
  const target = parseTarget(text);
  return target.kind === 'http' ? target : expect.fail('no http target');
};

function failureOf(text: string): ProfError {
  try {
    parseTarget(text);
  } catch (thrown) {
    return thrown as ProfError;
  }
  return expect.fail('expected a failure');
}

describe('a target', () => {
  it.each([
    ['http://host:6060', 'http://host:6060/debug/pprof/'],
    ['http://host:6060/', 'http://host:6060/debug/pprof/'],
    ['https://host/debug/pprof', 'https://host/debug/pprof/'],
    ['https://host/debug/pprof///', 'https://host/debug/pprof/'],
    ['https://host/admin/debug/pprof/?key=1#x', 'https://host/admin/debug/pprof/?key=1'],
  ])('%s is a program with an index', (text, base) => {
    expect(http(text).base?.href).toBe(base);
    expect(http(text).profile).toBeUndefined();
  });

  it.each([
    ['http://host/debug/pprof/heap', 'heap'],
    ['http://host/debug/pprof/profile?seconds=5', 'cpu'],
    ['http://host/debug/pprof/sample.sessions', 'sample_sessions'],
    ['http://host/debug/fgprof?seconds=3', 'fgprof'],
    ['http://host/files/heap.pb.gz', 'heap'],
    ['http://host/a/%E2%82%AC', 't_'],
    ['http://host/a/%ff', 't_ff'],
  ])('%s is one profile', (text, name) => {
    expect(http(text).profile?.name).toBe(name);
    expect(http(text).base).toBeUndefined();
  });

  it('is shown without credentials and query', () => {
    expect(http('http://user:secret@host:1/debug/pprof/heap?token=secret').shown).toBe(
      'http://host:1/debug/pprof/heap',
    );
  });

  it('is an inspector', () => {
    expect(parseTarget('node://app:9300')).toMatchObject({ kind: 'node', host: 'app', port: 9300 });
    expect(parseTarget('node://app')).toMatchObject({ port: 9229 });
    expect(parseTarget('node://[::1]:1')).toMatchObject({ host: '[::1]', port: 1 });
  });

  it.each(['checkout', 'pod/checkout', 'deploy/checkout', 'Deployments.apps/checkout', 'svc/a.b'])(
    '%s is something in a cluster',
    (text) => {
      expect(parseTarget(text)).toEqual({ kind: 'cluster', text });
    },
  );

  it('is a process', () => {
    expect(parseTarget('pid:0042')).toMatchObject({ kind: 'pid', pid: 42, shown: 'pid:42' });
  });

  it.each([
    ['localhost:6060', 'http://localhost:6060'],
    ['4711', 'pid:4711'],
    ['htp://host', 'http://'],
    ['nod://host', 'node://'],
    ['Checkout', 'http://host:6060'],
    ['deploy/Checkout', 'lower-case'],
    ['deplyo/checkout', 'deploy/checkout'],
    ['secret/checkout', 'deploy/x'],
    ['pid:0', 'pid:'],
    ['pid:-1', 'pid:'],
    ['ftp://host', 'http://host'],
    ['file:///etc/passwd', 'http://host'],
    ['node:9229', 'node://host'],
    ['', 'http://host'],
    ['http://127.0.0.1:99999', 'host or port'],
  ])('%j is none, and the hints say what is', (text, hint) => {
    const error = failureOf(text);
    expect(error).toBeInstanceOf(ProfError);
    expect(error.code).toBe('USAGE');
    expect(error.hints.join('\n')).toContain(hint);
  });
});

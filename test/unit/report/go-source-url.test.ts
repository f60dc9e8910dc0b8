import { describe, expect, it } from 'vitest';
import { sourceUrl } from '../../../src/report/go-source-url.ts';

describe('a URL on the reference command line', () => {
  /** What Go 1.26 says that it fetches. */
  it.each([
    ['localhost:6060', 'http://localhost:6060/debug/pprof/profile'],
    ['127.0.0.1:80/', 'http://127.0.0.1:80/debug/pprof/profile'],
    ['http://host:80/x', 'http://host:80/x'],
    ['HTTP://Host/x', 'http://Host/x'],
    ['http://host', 'http://host/debug/pprof/profile'],
    ['host:6060/heap?b=2&a=1&a=0', 'http://host:6060/heap?a=1&a=0&b=2'],
    ['http://host/heap?gc=1&x=a b&y=%41+c&z', 'http://host/heap?gc=1&x=a+b&y=A+c&z='],
    ['http://host/a b"c', 'http://host/a%20b%22c'],
    ['http://host/a%2Fb/../c', 'http://host/a%2Fb/../c'],
    ['http://host/heap?bad=%zz&good=é;x&g=é', 'http://host/heap?g=%C3%A9'],
    ['http://u:p@host/x', 'http://u:p@host/x'],
    ['http://[::1]:6060/x', 'http://[::1]:6060/x'],
    ['//host/x', '//host/x'],
    ['http://a b/', 'http://http://a%20b/'],
    ['https+insecure://host/x#part', 'https+insecure://host/x#part'],
  ])('%s', (source, url) => {
    expect(sourceUrl(source, -1, -1)?.url).toBe(url);
  });

  it.each(['no-such-file', './a/b', 'http://host/%zz', 'a b:80', 'file:///x', ''])('is not %j', (source) => {
    expect(sourceUrl(source, -1, -1)).toBeUndefined();
  });

  it('waits half as long again as the profile takes, or as long as is said', () => {
    expect(sourceUrl('h:1', 30, -1)).toEqual({
      url: 'http://h:1/debug/pprof/profile?seconds=30',
      timeoutMs: 45_000,
    });
    expect(sourceUrl('h:1/x?seconds=10', 0, -1)?.timeoutMs).toBe(15_000);
    expect(sourceUrl('h:1/x?seconds=10', -1, 3)?.timeoutMs).toBe(3000);
    expect(sourceUrl('h:1/x?seconds=ten', -1, -1)?.timeoutMs).toBe(60_000);
    expect(sourceUrl('h:1/x?seconds=10&y=1', 5, -1)?.url).toBe('http://h:1/x?seconds=5&y=1');
  });
});

import type { NameCandidate } from './service-name.ts';

/** The host name of a URL: `checkout.prod.svc` for `http://checkout.prod.svc:6060/debug/pprof`. */
export function fromUrl(url: URL): NameCandidate {
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  return host === ''
    ? { rule: 'host', name: undefined, why: 'the URL has no host name' }
    : { rule: 'host', name: host, why: 'host name of the URL' };
}

import type { EndpointCandidate } from '../pods/endpoint.ts';

/** Where a program may answer: `http 6060/debug/pprof/`, `inspector at 9229`. */
export function placeText({ kind, scheme, port, path }: EndpointCandidate): string {
  switch (kind) {
    case 'inspector':
      return `inspector at ${port}`;
    case 'wake':
      return 'a Node.js process, woken by SIGUSR1';
    case 'pprof':
      return `${scheme} ${port}${path}`;
  }
}

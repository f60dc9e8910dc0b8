/** A sample program: renders pages, and has nothing but Node's own inspector open. */
import inspector from 'node:inspector';
import { linkToParent } from './parent-link.ts';
import { servePage } from './storefront-pages.ts';
import { keepFrames, serveForEver } from './workload.ts';

keepFrames();
inspector.open(0, '127.0.0.1');
const { host } = new URL(inspector.url()!);
serveForEver(servePage);
linkToParent(`node://${host}`, () => {});

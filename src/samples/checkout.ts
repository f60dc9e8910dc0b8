/** A sample program: takes orders, serves its profiles under /debug/pprof/, and can be told to become slower. */
import { dropCouponIndex, handleOrder } from './checkout-orders.ts';
import { linkToParent } from './parent-link.ts';
import { servePprof } from './pprof-server.ts';
import { startSelfProfiler } from './self-profiler.ts';
import { keepFrames, serveForEver } from './workload.ts';

keepFrames();
const address = await servePprof(await startSelfProfiler());
serveForEver(handleOrder);
linkToParent(address, dropCouponIndex);

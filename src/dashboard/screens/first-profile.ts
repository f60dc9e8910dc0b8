import type { Backend } from '../backend.ts';

/** What a store without profiles says: how to get a first one. */
export const firstProfileLines = ({ backend }: { readonly backend: Backend }): string[] => [
  `no profile in ${backend.config.storeUrl} yet. Three ways to get one:`,
  '',
  '  prof capture http://localhost:6060       a Go program that serves net/http/pprof',
  '  prof capture deploy/checkout             pods of a workload, through kubectl’s configuration',
  '  prof put cpu.pb.gz --service checkout    a file that you have (U here)',
  '',
  'c captures from here. To look around first:  :demo  starts two sample services, captures and compares.',
];

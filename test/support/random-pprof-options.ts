import type { Random } from './random-profile.ts';

/** Formats that print text, the first ones more often. Patterns find something in most profiles. */
const FORMATS = [
  ...['-top', '-top', '-top', '-text', '-raw', '-tree', '-tree', '-dot', '-dot'],
  ...['-peek=main', '-peek=.', '-peek=fib|foo', '-list=main', '-list=.', '-list=fib|^$'],
  ...['-traces', '-traces', '-tags', '-tags', '-comments', '-callgrind'],
];

/** Words that ask for a random report, flags only; in the format if one is given. */
export function randomPprofOptions(random: Random, format?: string): string[] {
  const words = [format ?? random.pick(FORMATS)];
  const maybe = (part: number, ...choices: readonly string[]) => {
    if (random.chance(part)) words.push(random.pick(choices));
  };
  maybe(0.6, '-functions', '-filefunctions', '-files', '-lines', '-addresses');
  maybe(0.3, '-cum', '-flat');
  maybe(0.2, '-noinlines');
  maybe(0.2, '-showcolumns');
  maybe(0.3, '-sample_index=0', '-sample_index=1', '-sample_index=cpu', '-sample_index=00', '-inuse_space');
  maybe(
    0.3,
    '-unit=ms',
    '-unit=kb',
    '-unit=auto',
    '-unit=seconds',
    '-unit=cycles',
    '-unit=count',
    '-unit=GB',
  );
  maybe(0.15, '-mean');
  maybe(0.15, '-divide_by=3', '-divide_by=0.5', '-divide_by=1000', '-divide_by=-2', '-divide_by=0');
  maybe(0.3, '-nodecount=3', '-nodecount=1', '-nodecount=0x5', '-nodecount=-3');
  maybe(0.3, '-nodefraction=0.1', '-nodefraction=0.3', '-nodefraction=0', '-nodefraction=-1');
  maybe(0.3, '-edgefraction=0.2', '-edgefraction=0.5', '-edgefraction=0');
  maybe(0.1, '-trim=false');
  maybe(0.2, '-drop_negative');
  maybe(0.1, '-compact_labels');
  maybe(0.2, '-relative_percentages');
  maybe(
    0.15,
    '-focus=main',
    '-focus=runtime|fib',
    '-focus=server',
    '-focus=.*',
    '-focus=(?i)MAIN',
    '-focus=\\pL+\\.run',
  );
  maybe(0.15, '-ignore=runtime', '-ignore=fib$', '-ignore=libc', '-ignore=nothing at all');
  maybe(0.15, '-hide=main', '-hide=vdso|libc', '-hide=\\.go$', '-hide=^$');
  maybe(0.15, '-show=main|runtime', '-show=go', '-show=bin/server', '-show=^main\\.fib$');
  maybe(0.1, '-show_from=main', '-show_from=handle', '-show_from=plain');
  maybe(0.1, '-prune_from=fib', '-prune_from=main', '-prune_from=work$');
  maybe(
    0.15,
    '-tagfocus=endpoint=/home',
    '-tagfocus=eu',
    '-tagfocus=endpoint:/,region',
    '-tagfocus=bytes=1kb:',
    '-tagfocus=:2kb',
    '-tagfocus=thread=1:4',
    '-tagfocus=latency=0s:1s',
    '-tagfocus=3',
  );
  maybe(0.1, '-tagignore=region=us', '-tagignore=health', '-tagignore=bytes=64b:1kb', '-tagignore==/home');
  maybe(0.1, '-tagshow=endpoint', '-taghide=bytes|thread', '-taghide=.');
  maybe(0.1, '-tagroot=endpoint', '-tagroot=bytes,region', '-tagroot=,missing');
  maybe(0.1, '-tagleaf=thread', '-tagleaf=bytes,latency', '-tagleaf=endpoint');
  maybe(0.1, '-add_comment=remark', '-add_comment=# quiet');
  maybe(
    0.1,
    '-trim_path=/src',
    '-trim_path=/usr/lib:/src/app',
    '-source_path=/home/me/app',
    '-source_path=/x/go',
  );
  maybe(0.5, '-symbolize=none');
  maybe(0.05, '-buildid=0011223344');
  // Order matters for none of them.
  return random.chance(0.5) ? words : words.reverse();
}

import { Args, Flags } from '@oclif/core';
import { capture } from '../capture/capture.ts';
import { totalFailure } from '../capture/capture-result.ts';
import { type CaptureDocument, captureDocument } from '../present/capture.ts';
import type { CaptureSeriesDocument } from '../present/capture-series.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { captureDeps } from '../shell/capture-deps.ts';
import { captureFlags, captureOptions } from '../shell/capture-flags.ts';
import { captureOutput } from '../shell/capture-output.ts';
import { clusterFlags, clusterSettings } from '../shell/cluster-flags.ts';
import { followCapture } from '../shell/follow-capture.ts';
import { guardCapture } from '../shell/guard-capture.ts';
import { printCapture } from '../shell/print-capture.ts';
import { runSeries } from '../shell/run-series.ts';
import { seriesFlags, seriesOptions } from '../shell/series-flags.ts';

export default class Capture extends BaseCommand<CaptureDocument | CaptureSeriesDocument> {
  static override summary = 'Take profiles from running programs and store them';
  static override description =
    `A target is something in a cluster (pod/x or x, deploy/x, sts/x, ds/x, job/x, cronjob/x, rs/x, svc/x), a
program that serves /debug/pprof (http://host:port), one profile's full URL, a Node.js inspector (node://host:port), or a Node.js process of this machine (pid:N, which is woken by SIGUSR1 if it has no
handler of its own, and whose inspector is closed again). CPU runs first, the instant types after it.
Node.js has cpu, heap (what was allocated during the seconds and is still alive) and heapsnapshot.`;
  static override examples = [
    '<%= config.bin %> capture deploy/checkout -t cpu,heap',
    '<%= config.bin %> capture -l app=checkout -A --max-pods 20 --dry-run',
    '<%= config.bin %> capture deploy/web -t cpu,heap --exec',
    '<%= config.bin %> capture http://localhost:6060',
    '<%= config.bin %> capture http://a:6060 http://b:6060 --service checkout -t cpu,heap,goroutine --seconds 10',
    '<%= config.bin %> capture http://localhost:6060 -t heap:delta --seconds 60',
    '<%= config.bin %> capture http://localhost:6060 --label service-version=1.2.0 --label git-branch=main',
    '<%= config.bin %> capture deploy/checkout --every 5m --for 1h',
    '<%= config.bin %> capture pid:4711 -t cpu,heap --explain',
    '<%= config.bin %> capture node://127.0.0.1:9229 -t cpu -o app.cpuprofile',
    '<%= config.bin %> capture http://localhost:6060/debug/pprof/heap -o - | <%= config.bin %> top -',
  ];
  static override strict = false;
  static override args = {
    target: Args.string({ description: 'what to profile, one or more; or choose pods with -l' }),
  };
  static override flags = {
    types: Flags.string({
      char: 't',
      summary:
        'types to take: cpu, heap, allocs, goroutine, mutex, block, threadcreate, trace, heapsnapshot, or a name',
      helpValue: 'cpu,heap',
      multiple: true,
      multipleNonGreedy: true,
    }),
    output: Flags.string({
      char: 'o',
      summary: 'write a file instead of the store; a folder ends in /, - is standard output',
      helpValue: 'FILE',
    }),
    overwrite: Flags.boolean({ summary: 'let -o replace a file' }),
    'dry-run': Flags.boolean({ summary: 'say what would be taken, and take nothing' }),
    explain: Flags.boolean({ summary: 'say which rule named the service, and which lost' }),
    ...seriesFlags,
    ...captureFlags,
    ...clusterFlags,
  };

  async run(): Promise<CaptureDocument | CaptureSeriesDocument> {
    const { flags, argv } = await this.parse(Capture);
    const context = await this.context(flags);
    const { out, config, progress } = context;
    const series = seriesOptions(flags);
    const output = await captureOutput(flags, context);
    const common = await captureOptions(flags, context);
    const { types, explain, jsonl, 'dry-run': dryRun, 'ignore-safety': ignoreSafety } = flags;
    const options = { ...common, targets: argv as string[], types, output, dryRun, explain };
    const cluster = clusterSettings(flags, config);
    await guardCapture({ options, cluster, yes: flags.yes }, context);
    const followed = followCapture(progress);
    const deps = captureDeps({ cluster, ignoreSafety, emit: followed.emit }, context);
    const print = { explain, jsonl, isStream: output.kind === 'stream' };
    if (series !== undefined && !dryRun) {
      const made = await runSeries(options, { series, print }, { ...deps, out, progress }).finally(
        followed.end,
      );
      if (made.result.failedRuns > 0) this.exitWith('PARTIAL');
      return made.document;
    }
    const result = await capture(options, deps).finally(followed.end);
    const failure = totalFailure(result);
    if (failure) throw failure;
    printCapture(result, print, out);
    if (result.failures.length > 0) this.exitWith('PARTIAL');
    return captureDocument(result);
  }
}

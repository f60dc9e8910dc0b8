import { Args, Flags } from '@oclif/core';
import { accessHeaders, readTls } from '../capture/access.ts';
import { capture } from '../capture/capture.ts';
import { totalFailure } from '../capture/capture-result.ts';
import type { CaptureEvent } from '../capture/events.ts';
import type { CaptureOutput } from '../capture/keep-profile.ts';
import { ProfError } from '../kit/errors.ts';
import {
  type CaptureDocument,
  captureDocument,
  captureText,
  explainText,
  failureTexts,
  planText,
} from '../present/capture.ts';
import { CaptureProgress } from '../present/capture-progress.ts';
import { BaseCommand, type CommandContext } from '../shell/base-command.ts';
import { clusterFlags, clusterSettings } from '../shell/cluster-flags.ts';
import { labelFlag, labelsOf } from '../shell/label-flag.ts';
import { podFlags, podOptions } from '../shell/pod-flags.ts';

const TICK_MS = 1000;

export default class Capture extends BaseCommand<CaptureDocument> {
  static override summary = 'Take profiles from running programs and store them';
  static override description =
    `A target is something in a cluster (pod/x or x, deploy/x, sts/x, ds/x, job/x, cronjob/x, rs/x, svc/x), a
program that serves /debug/pprof (http://host:port), one profile's full URL, a Node.js inspector (node://host:port), or a Node.js process of this machine (pid:N, which is woken by SIGUSR1 if it has no
handler of its own, and whose inspector is closed again). CPU runs first, the instant types after it.
Node.js has cpu, heap (what was allocated during the seconds and is still alive) and heapsnapshot.`;
  static override examples = [
    '<%= config.bin %> capture deploy/checkout -t cpu,heap',
    '<%= config.bin %> capture -l app=checkout -A --max-pods 20 --dry-run',
    '<%= config.bin %> capture http://localhost:6060',
    '<%= config.bin %> capture http://a:6060 http://b:6060 --service checkout -t cpu,heap,goroutine --seconds 10',
    '<%= config.bin %> capture http://localhost:6060 -t heap:delta --seconds 60',
    '<%= config.bin %> capture http://localhost:6060 --label service-version=1.2.0 --label git-branch=main',
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
    seconds: Flags.string({
      summary: 'how long cpu, trace and TYPE:delta run',
      default: '30',
      helpValue: 'N',
    }),
    timeout: Flags.string({
      summary: 'seconds that a target has beyond those',
      default: '10',
      helpValue: 'N',
    }),
    parallel: Flags.integer({ summary: 'targets at once', default: 10, min: 1, max: 1000 }),
    service: Flags.string({ summary: 'name of the service; without it the target tells', helpValue: 'NAME' }),
    ...labelFlag,
    header: Flags.string({
      summary: 'a header for HTTP targets',
      helpValue: "'NAME: VALUE'",
      multiple: true,
      multipleNonGreedy: true,
    }),
    token: Flags.string({ summary: 'bearer token for HTTP targets', env: 'PROF_TOKEN', helpValue: 'TOKEN' }),
    ca: Flags.string({ summary: 'certificate authorities to trust (PEM)', helpValue: 'FILE' }),
    cert: Flags.string({ summary: 'client certificate (PEM)', helpValue: 'FILE', dependsOn: ['key'] }),
    key: Flags.string({ summary: 'its private key (PEM)', helpValue: 'FILE', dependsOn: ['cert'] }),
    output: Flags.string({
      char: 'o',
      summary: 'write a file instead of the store; a folder ends in /, - is standard output',
      helpValue: 'FILE',
    }),
    overwrite: Flags.boolean({ summary: 'let -o replace a file' }),
    'dry-run': Flags.boolean({ summary: 'say what would be taken, and take nothing' }),
    explain: Flags.boolean({ summary: 'say which rule named the service, and which lost' }),
    'allow-link-local': Flags.boolean({ summary: 'also connect to link-local and cloud metadata addresses' }),
    'assume-no-handler': Flags.boolean({
      summary: 'wake pid:N also where it cannot be shown that it has no SIGUSR1 handler',
    }),
    ...podFlags,
    ...clusterFlags,
  };

  async run(): Promise<CaptureDocument> {
    const { flags, argv } = await this.parse(Capture);
    const context = await this.context(flags);
    const { out, wiring } = context;
    const output = await outputFor(flags, context);
    const options = {
      targets: argv as string[],
      pods: await podOptions(flags, wiring),
      types: flags.types,
      seconds: Number(flags.seconds),
      timeoutMs: Number(flags.timeout) * 1000,
      parallel: flags.parallel,
      service: flags.service,
      labels: labelsOf(flags.label, process.env),
      access: {
        headers: accessHeaders(flags.header ?? [], flags.token),
        allowLinkLocal: flags['allow-link-local'],
        tls: await readTls(flags, wiring),
      },
      output,
      limits: context.config.limits,
      dryRun: flags['dry-run'],
      explain: flags.explain,
      assumeNoHandler: flags['assume-no-handler'],
    };
    const progress = followProgress(context);
    const cluster = clusterSettings(flags);
    let kubernetes: ReturnType<typeof wiring.kubernetes> | undefined;
    const deps = {
      ...wiring,
      kubernetes: () => {
        kubernetes ??= wiring.kubernetes(cluster);
        return kubernetes;
      },
      signal: context.signal,
      emit: progress.emit,
    };
    const result = await capture(options, deps).finally(progress.end);
    const failure = totalFailure(result);
    if (failure) throw failure;
    if (output.kind !== 'stream') {
      if (flags.explain) out.text(explainText(result));
      out.text(result.dryRun ? planText(result) : captureText(result));
    }
    for (const { line, hints } of failureTexts(result)) {
      out.warn(line);
      for (const hint of hints) out.note(`  ${hint}`);
    }
    if (result.failures.length > 0) this.exitWith('PARTIAL');
    return captureDocument(result);
  }
}

async function outputFor(
  flags: { output?: string | undefined; overwrite: boolean; json?: boolean | undefined },
  { out, wiring }: CommandContext,
): Promise<CaptureOutput> {
  const { output: path, overwrite } = flags;
  if (path === undefined) return { kind: 'store' };
  if (path === '-') {
    if (flags.json) throw new ProfError('USAGE', '-o - and --json both want standard output');
    if (out.isTerminal) {
      throw new ProfError('USAGE', 'a profile is binary data, which is not written to a terminal', {
        hints: ['name a file with -o FILE, or pipe the output into a program'],
      });
    }
    return { kind: 'stream', write: (bytes) => out.bytes(bytes) };
  }
  const found = await (await wiring.files()).stat(path);
  const isFolder = path.endsWith('/') || found?.kind === 'folder';
  return { kind: isFolder ? 'folder' : 'file', path, overwrite };
}

/** A live line on a terminal, refreshed each second, above it what was kept and warnings. */
function followProgress({ progress }: CommandContext) {
  const followed = new CaptureProgress();
  const show = () => progress.status(followed.status(Date.now()));
  const timer = setInterval(show, TICK_MS);
  return {
    emit: (event: CaptureEvent) => {
      const line = followed.lineFor(event, Date.now());
      if (line !== undefined) progress.line(line);
      show();
    },
    end: () => {
      clearInterval(timer);
      progress.clear();
    },
  };
}

import { buildNodes, type NodeTable, printableName } from '../../profile/graph-nodes.ts';
import type { Profile } from '../../profile/profile.ts';
import { chooseSampleIndex } from '../../profile/sample-value.ts';
import { nodeStack } from '../node-stack.ts';
import type { EncodeOptions } from '../profile-format.ts';
import { EXPORTER, speedscopeUnit } from './speedscope-units.ts';

/** Samples to a piece. */
const PIECE_SAMPLES = 1000;

/**
 * One profile for each sample type, `sampleIndex` the one that is shown first; samples without a value of the type are
 * left out. A frame is a function in a file (with granularity lines: a line of it).
 * @throws ProfError USAGE for a sample type that is not there.
 */
export function encodeSpeedscope(profile: Profile, options: EncodeOptions): Iterable<string> {
  const active = chooseSampleIndex(profile, options.sampleIndex);
  return pieces(profile, active, options);
}

function* pieces(profile: Profile, active: number, options: EncodeOptions): Generator<string> {
  const nodes = buildNodes(profile, {
    granularity: 'filefunctions',
    keepPrefixes: true,
    showColumns: true,
    ...options.frames,
  });
  yield `{"$schema":"https://www.speedscope.app/file-format-schema.json","exporter":"${EXPORTER}",`;
  yield `"name":${JSON.stringify(options.name ?? 'profile')},"activeProfileIndex":${active},"shared":{"frames":[`;
  for (let node = 0; node < nodes.count; node++) {
    yield `${node === 0 ? '' : ','}\n${JSON.stringify(frameOf(nodes, node))}`;
  }
  yield ']},"profiles":[';
  for (const type of profile.sampleTypes.keys()) {
    if (type > 0) yield ',';
    yield* sampledProfile(profile, type, nodes);
  }
  yield ']}\n';
}

function frameOf(nodes: NodeTable, node: number) {
  const { name, address, file, line, column } = nodes;
  const isBare = name[node] === '';
  const shown = isBare ? printableName(nodes, node) : name[node]!;
  return {
    name:
      isBare || address[node] === 0n ? shown : `${address[node]!.toString(16).padStart(16, '0')} ${shown}`,
    ...(file[node] === '' ? {} : { file: file[node] }),
    ...(line[node]! > 0n ? { line: Number(line[node]) } : {}),
    ...(column[node]! > 0n ? { col: Number(column[node]) } : {}),
  };
}

function* sampledProfile(profile: Profile, type: number, nodes: NodeTable): Generator<string> {
  const { samples, sampleTypes } = profile;
  const { type: name, unit } = sampleTypes[type]!;
  const column = samples.values[type]!;
  const shown: number[] = [];
  let sum = 0;
  for (let sample = 0; sample < samples.count; sample++) {
    if (Number(column[sample]) === 0) continue;
    shown.push(sample);
    sum += Number(column[sample]);
  }
  const head = { type: 'sampled', name, unit: speedscopeUnit(unit), startValue: 0, endValue: sum };
  yield `\n${JSON.stringify(head).slice(0, -1)},"samples":[`;
  yield* listed(shown, (sample) => `[${nodeStack(samples, sample, nodes)}]`);
  yield '],"weights":[';
  yield* listed(shown, (sample) => String(column[sample]));
  yield ']}';
}

function* listed(samples: readonly number[], textOf: (sample: number) => string): Generator<string> {
  for (let from = 0; from < samples.length; from += PIECE_SAMPLES) {
    const texts = samples.slice(from, from + PIECE_SAMPLES).map(textOf);
    yield `${from === 0 ? '' : ','}${texts.join(',')}`;
  }
}

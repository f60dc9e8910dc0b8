import { decodeMetadataValue, type Metadata } from './metadata.ts';

/** What tells one build of a program from another, under the names that a capture keeps them by. */
const FACTS = [
  'image',
  'image-digest',
  'version',
  'service-version',
  'git-commit',
  'git-branch',
  'revision',
] as const;

export type ProvenanceFact = (typeof FACTS)[number];

/** As far as it is known; empty values are not. */
export type Provenance = ReadonlyMap<ProvenanceFact, string>;

const COMMENT = /^# prof\/([a-z-]+)=(.*)$/s;

/** What a profile's comments (`# prof/image=shop:1`) and its metadata say about the build; the metadata counts more. */
export function provenanceOf(comments: readonly string[], metadata: Metadata = {}): Provenance {
  const said = new Map<string, string>();
  for (const comment of comments) {
    const [, fact, value = ''] = COMMENT.exec(comment) ?? [];
    if (fact !== undefined) said.set(fact, value);
  }
  const found = new Map<ProvenanceFact, string>();
  for (const fact of FACTS) {
    const kept = Object.hasOwn(metadata, fact) ? decodeMetadataValue(metadata[fact]!) : '';
    const value = kept === '' ? said.get(fact) : kept;
    if (value !== undefined && value !== '') found.set(fact, value);
  }
  return found;
}

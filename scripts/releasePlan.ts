/** What a version tag leads to: decided on plain data, which `release.ts` gathers. */

export interface Facts {
  /** Such as `v1.2.3`. */
  readonly tag: string;
  /** The version that each of these files says, by the file's name. */
  readonly versions: Readonly<Record<string, string | undefined>>;
  /** The text of CHANGELOG.md. */
  readonly changelog: string;
  /** All tags of the repository. */
  readonly tags: readonly string[];
  readonly isOnDefaultBranch: boolean;
}

export type ReleasePlan =
  | {
      readonly kind: 'release';
      /** The tag's section of the changelog, without its heading. */
      readonly section: string;
      readonly isPrerelease: boolean;
      /** Whether GitHub is to show it as the latest one. */
      readonly isLatest: boolean;
      /** The tag that users follow, where this release is to move it. */
      readonly majorTag: string | undefined;
    }
  /** Each a sentence. */
  | { readonly kind: 'refused'; readonly why: readonly [string, ...string[]] };

interface Version {
  readonly numbers: readonly [major: number, minor: number, patch: number];
  readonly isPrerelease: boolean;
}

/** A version as semver.org has it, with `v` before it and without build metadata. */
const TAG = /^v(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

function versionIn(tag: string): Version | undefined {
  const [, major, minor, patch, prerelease] = TAG.exec(tag) ?? [];
  if (major === undefined) return undefined;
  return { numbers: [Number(major), Number(minor), Number(patch)], isPrerelease: prerelease !== undefined };
}

/**
 * A tag is released when it names the version that the files say, the changelog has a dated section for it, and its
 * commit was merged. A pre-release moves nothing, nor does a version that a higher one follows already. Before 1.0.0
 * nothing is promised to last, so that there is no tag to follow.
 */
export function planRelease(facts: Facts): ReleasePlan {
  const { tag, versions, changelog, tags, isOnDefaultBranch } = facts;
  const version = versionIn(tag);
  if (!version) return { kind: 'refused', why: [`${tag} is no version: v1.2.3, or v1.2.3-rc.1.`] };
  const named = tag.slice(1);
  const section = sectionOf(changelog, named);
  const [first, ...others] = [
    ...Object.entries(versions)
      .filter(([, said]) => said !== named)
      .map(([file, said]) => `${file} says ${said ?? 'no version'}, and the tag ${named}.`),
    ...(section ? [] : [`CHANGELOG.md has no section "## [${named}] - YYYY-MM-DD" that says something.`]),
    ...(isOnDefaultBranch ? [] : ['Its commit is not on the default branch.']),
  ];
  if (first !== undefined || !section) return { kind: 'refused', why: [first ?? '', ...others] };
  const { isPrerelease, numbers } = version;
  const stable = tags.flatMap((other) => versionIn(other) ?? []).filter((other) => !other.isPrerelease);
  const leads = (among: readonly Version[]) =>
    !isPrerelease && among.every((other) => compare(other.numbers, numbers) <= 0);
  const [major] = numbers;
  const moves = major > 0 && leads(stable.filter((other) => other.numbers[0] === major));
  return {
    kind: 'release',
    section,
    isPrerelease,
    isLatest: leads(stable),
    majorTag: moves ? `v${major}` : undefined,
  };
}

function compare(one: Version['numbers'], other: Version['numbers']): number {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
}

export interface ChangelogSection {
  /** `Unreleased`, or a version. */
  readonly name: string;
  readonly date: string | undefined;
  readonly text: string;
}

/** The sections of a changelog as keepachangelog.com has it, in their order. */
export function sectionsOf(changelog: string): readonly ChangelogSection[] {
  const [, ...parts] = changelog.replaceAll('\r', '').split(/^## /m);
  return parts.flatMap((part) => {
    const [heading = '', ...lines] = part.split('\n');
    const [, name, date] = /^\[([^\]]+)\](?: - (\d{4}-\d{2}-\d{2}))?$/.exec(heading.trim()) ?? [];
    return name === undefined ? [] : [{ name, date, text: lines.join('\n').trim() }];
  });
}

function sectionOf(changelog: string, version: string): string | undefined {
  const found = sectionsOf(changelog).find(({ name, date }) => name === version && date !== undefined);
  return found?.text || undefined;
}

/** The notes of a release: its section, how to pin it, and how to see that nobody changed it. */
export function notesOf(
  section: string,
  { tag, repository, sha }: { readonly tag: string; readonly repository: string; readonly sha: string },
): string {
  return `${section}

## Use exactly this

\`\`\`yaml
- uses: ${repository}@${sha} # ${tag}
\`\`\`

That nobody changed it since, and that \`index.js\` was built by this repository's workflow:

\`\`\`sh
gh release verify ${tag} --repo ${repository}
gh release download ${tag} --repo ${repository} --pattern index.js
gh attestation verify index.js --repo ${repository}
\`\`\`
`;
}

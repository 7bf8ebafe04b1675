import { describe, expect, test } from '@jest/globals';
import { type Facts, notesOf, planRelease, sectionsOf } from '../../scripts/releasePlan.ts';
import { read } from './readme.ts';

const CHANGELOG = `# Changelog

## [Unreleased]

## [1.3.0] - 2026-12-24

### Added

- Something.

## [1.2.4-rc.1] - 2026-12-01

- To be tried.

## [1.2.3] - 2026-11-30

- Mended.
`;

const facts = (version: string, more: Partial<Facts> = {}): Facts => ({
  tag: `v${version}`,
  versions: { 'package.json': version, 'package-lock.json': version },
  changelog: CHANGELOG,
  tags: ['v1', 'v0.9.0', 'v1.2.0', `v${version}`, 'latest', ''],
  isOnDefaultBranch: true,
  ...more,
});

const refusals = (given: Facts) => {
  const plan = planRelease(given);
  return plan.kind === 'refused' ? plan.why : [];
};

describe('a version tag', () => {
  test('is released with its section as notes, is the latest, and moves the tag of its major version', () => {
    expect(planRelease(facts('1.3.0'))).toEqual({
      kind: 'release',
      section: '### Added\n\n- Something.',
      isPrerelease: false,
      isLatest: true,
      majorTag: 'v1',
    });
  });

  test('of a pre-release is neither the latest nor moves a tag', () => {
    const plan = planRelease(facts('1.2.4-rc.1'));
    expect(plan).toMatchObject({ isPrerelease: true, isLatest: false, majorTag: undefined });
  });

  test('of a version that a higher one of its line follows already does not move the tag back', () => {
    const plan = planRelease(facts('1.2.3', { tags: ['v1.2.3', 'v1.10.0'] }));
    expect(plan).toMatchObject({ isLatest: false, majorTag: undefined });
  });

  test('of an older line moves the tag of that line, and is not the latest', () => {
    const plan = planRelease(facts('1.3.0', { tags: ['v1.3.0', 'v2.0.0'] }));
    expect(plan).toMatchObject({ isLatest: false, majorTag: 'v1' });
  });

  test('is not held back by a pre-release of a higher version', () => {
    const plan = planRelease(facts('1.3.0', { tags: ['v1.3.0', 'v2.0.0-rc.1'] }));
    expect(plan).toMatchObject({ isLatest: true, majorTag: 'v1' });
  });

  test('before 1.0.0 moves no tag', () => {
    const changelog = '## [0.1.0] - 2026-11-30\n\n- All.';
    expect(planRelease(facts('0.1.0', { changelog, tags: ['v0.1.0'] }))).toMatchObject({
      isLatest: true,
      majorTag: undefined,
    });
  });

  test.each(['v1.2', 'v1.2.3.4', 'v01.2.3', 'v1.2.x', '1.2.3', 'v1.2.3+build', 'v1.2.3-', 'v1.2.3\n'])(
    '%j is no version',
    (tag) => {
      expect(refusals({ ...facts('1.2.3'), tag })).toEqual([expect.stringContaining('is no version')]);
    },
  );

  test('is refused with every reason at once', () => {
    const versions = { 'package.json': '1.2.2', 'package-lock.json': undefined };
    expect(refusals(facts('1.4.0', { versions, isOnDefaultBranch: false }))).toEqual([
      'package.json says 1.2.2, and the tag 1.4.0.',
      'package-lock.json says no version, and the tag 1.4.0.',
      'CHANGELOG.md has no section "## [1.4.0] - YYYY-MM-DD" that says something.',
      'Its commit is not on the default branch.',
    ]);
  });

  test.each([
    ['has no date', '## [1.3.0]\n\n- Something.'],
    ['says nothing', '## [1.3.0] - 2026-12-24\n\n## [1.2.3] - 2026-11-30\n\n- Mended.'],
    ['is of another version', '## [1.3.01] - 2026-12-24\n\n- Something.'],
  ])('is refused when its section %s', (_, changelog) => {
    expect(refusals(facts('1.3.0', { changelog }))).toHaveLength(1);
  });
});

describe('the notes', () => {
  const notes = notesOf('- Mended.', { tag: 'v1.2.3', repository: 'acme/monitor', sha: 'a'.repeat(40) });

  test('begin with the section, and say how to pin and to verify the release', () => {
    expect(notes.startsWith('- Mended.\n')).toBe(true);
    expect(notes).toContain(`uses: acme/monitor@${'a'.repeat(40)} # v1.2.3`);
    expect(notes).toContain('gh release verify v1.2.3 --repo acme/monitor');
    expect(notes).toContain('gh attestation verify index.js --repo acme/monitor');
  });
});

describe('CHANGELOG.md', () => {
  const sections = sectionsOf(read('CHANGELOG.md'));

  test('begins with what is not released, and has a date for all else', () => {
    expect(sections[0]).toMatchObject({ name: 'Unreleased', date: undefined });
    expect(sections.slice(1).filter(({ date }) => date === undefined)).toEqual([]);
  });

  test('package.json and package-lock.json say the same version', () => {
    expect(JSON.parse(read('package-lock.json')).version).toBe(JSON.parse(read('package.json')).version);
  });
});

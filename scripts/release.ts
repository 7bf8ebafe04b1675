import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { notesOf, planRelease } from './releasePlan.ts';

/**
 * `release.ts check <tag> <default branch>` prints what the release workflow is to do, as outputs of a step;
 * `release.ts notes <tag> <default branch>` prints the notes. Either ends with an error that says what speaks against
 * the release. Reads the repository that it is started in, which needs all branches and tags; writes nothing.
 */
const [command, tag = '', defaultBranch = ''] = process.argv.slice(2);

const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' });
const versionOf = (file: string): string | undefined => JSON.parse(readFileSync(file, 'utf8')).version;

function isOnBranch(branch: string): boolean {
  const holding = git('for-each-ref', '--contains', 'HEAD', '--format=%(refname)', 'refs/remotes/origin');
  return holding.split('\n').includes(`refs/remotes/origin/${branch}`);
}

const plan = planRelease({
  tag,
  versions: {
    'package.json': versionOf('package.json'),
    'package-lock.json': versionOf('package-lock.json'),
  },
  changelog: readFileSync('CHANGELOG.md', 'utf8'),
  tags: git('tag', '--list').split('\n'),
  isOnDefaultBranch: isOnBranch(defaultBranch),
});

if (plan.kind === 'refused') {
  console.error(`${tag} is not released:`);
  for (const why of plan.why) console.error(`- ${why}`);
  process.exitCode = 1;
} else if (command === 'check') {
  console.log(`prerelease=${plan.isPrerelease}`);
  console.log(`latest=${plan.isLatest}`);
  console.log(`major=${plan.majorTag ?? ''}`);
} else if (command === 'notes') {
  const { GITHUB_REPOSITORY: repository = '', GITHUB_SHA: sha = '' } = process.env;
  process.stdout.write(notesOf(plan.section, { tag, repository, sha }));
} else {
  console.error('Usage: release.ts check|notes <tag> <default branch>');
  process.exitCode = 2;
}

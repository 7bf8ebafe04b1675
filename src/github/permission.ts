import { type Asked, askedOf, headerOf } from './refusal.ts';

/**
 * The line that a workflow's `permissions:` needs for a request that was refused, such as `issues: write`;
 * undefined when it cannot be told. `operation` is a route (`POST /repos/{owner}/{repo}/issues`) or a method of
 * Octokit (`issues.create`), and is asked only when the error does not tell its request.
 */
export function permissionFor(error: unknown, operation: string | undefined): string | undefined {
  return accepted(headerOf(error, 'x-accepted-github-permissions')) ?? byRequest(error, operation);
}

/**
 * Permissions as GitHub names them in its answer: sets with `;` between them, of which one is enough, such as
 * `pull_requests=write,contents=read; issues=write` (GitHub docs, "Troubleshooting the REST API").
 */
function accepted(header: string | undefined): string | undefined {
  const lines = (header?.split(';')[0] ?? '').split(',').flatMap((permission) => {
    const [name, level] = permission.trim().split('=');
    return name && level ? [`${name.replaceAll('_', '-')}: ${level}`] : [];
  });
  return lines.length > 0 ? lines.join(', ') : undefined;
}

function byRequest(error: unknown, operation: string | undefined): string | undefined {
  const asked = askedOf(error) ?? routeOf(operation);
  const [area, verb = ''] = asked ? [] : (operation ?? '').split('.');
  const scope = asked ? scopeOf(asked) : AREAS[area ?? ''];
  if (!scope) return undefined;
  const reads = asked ? /^(GET|HEAD)$/i.test(asked.method) || isGraphQl(asked) : /^(get|list)/.test(verb);
  return `${scope}: ${reads ? 'read' : 'write'}`;
}

/** Octokit's groups of methods. */
const AREAS: Readonly<Record<string, string>> = {
  issues: 'issues',
  pulls: 'pull-requests',
  git: 'contents',
  repos: 'contents',
};

function routeOf(operation: string | undefined): Asked | undefined {
  const [, method, path] = /^([A-Z]+) (\/\S*)$/.exec(operation ?? '') ?? [];
  return method && path ? { method, path } : undefined;
}

function scopeOf(asked: Asked): string | undefined {
  if (isGraphQl(asked)) return 'issues';
  const [, part] = /\/repos\/[^/]+\/[^/]+\/([^/]+)/.exec(asked.path) ?? [];
  if (part === 'issues' || part === 'labels' || part === 'milestones') return 'issues';
  if (part === 'pulls') return 'pull-requests';
  if (
    part === 'contents' ||
    part === 'git' ||
    part === 'branches' ||
    part === 'commits' ||
    part === 'compare'
  ) {
    return 'contents';
  }
  return undefined;
}

/** This action only reads by GraphQL, and only issues. */
function isGraphQl({ path }: Asked): boolean {
  return path.endsWith('/graphql');
}

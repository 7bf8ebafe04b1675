/** Who may do what: people by their role, the action by its permissions. */
import { type Answer, type Asked, isData, notFound, refused } from './answers.ts';
import { type Actor, type Area, type Permissions, type Role, reaches } from './options.ts';

/** What a path is about. */
export interface Target {
  readonly kind: 'issue' | 'pull' | 'other';
  /** Who wrote it: the comment if the path names one, else the issue or the pull request. */
  readonly author?: string | undefined;
  readonly locked?: boolean;
}

export interface Rules {
  readonly isPrivate: boolean;
  readonly permissions: Permissions;
  readonly issuesEnabled: boolean;
}

export const notByIntegration = () => refused(403, 'Resource not accessible by integration');
const withoutRights = () => refused(403, 'Must have admin rights to Repository.');

/** Areas of which one is enough; empty for what every token may do, undefined for what the action's may never. */
function areasOf({ method, rest = '' }: Asked, { kind }: Target): Area[] | undefined {
  if (method === 'GET' && /^(\/collaborators.*)?$/.test(rest)) return [];
  if (/^\/pulls\/\d+\/(merge|update-branch)$/.test(rest) && method !== 'GET') return ['contents'];
  if (rest.startsWith('/pulls')) return ['pull-requests'];
  if (/^\/(labels|milestones)/.test(rest)) return ['issues', 'pull-requests'];
  if (rest === '/issues/comments') return ['issues', 'pull-requests'];
  if (rest.startsWith('/issues')) return kind === 'pull' ? ['issues', 'pull-requests'] : ['issues'];
  if (rest.startsWith('/actions/workflows/')) return ['actions'];
  if (/^\/(git|contents|branches|commits|compare|readme|tags|releases)\b/.test(rest)) return ['contents'];
  return undefined;
}

/** The permissions that would do, as `x-accepted-github-permissions` tells them. */
export function acceptedPermissions(asked: Asked, target: Target): string {
  const level = asked.method === 'GET' ? 'read' : 'write';
  const areas = areasOf(asked, target) ?? [];
  if (areas.length === 0) return 'metadata=read';
  return areas.map((area) => `${area.replace('-', '_')}=${level}`).join('; ');
}

export function permits(permissions: Permissions, area: Area, level: 'read' | 'write'): boolean {
  const granted = permissions[area] ?? 'write';
  return granted === 'write' || granted === level;
}

/** Why GitHub would not do this for the actor; undefined if it would. */
export function refusal(
  asked: Asked,
  target: Target,
  actor: Actor | undefined,
  rules: Rules,
): Answer | undefined {
  const reads = asked.method === 'GET' || asked.method === 'HEAD';
  if (rules.isPrivate && (actor === undefined || actor.role === 'none')) return notFound();
  if (!actor) return reads ? undefined : refused(401, 'Requires authentication');
  const denied =
    actor.role === 'action' ? actionDenied(asked, target, rules) : personDenied(asked, target, actor);
  if (denied) return denied;
  const isOfIssues = /^\/issues(\/\d+(\/.*)?)?$/.test(asked.rest ?? '') && target.kind !== 'pull';
  if (isOfIssues && !rules.issuesEnabled) return refused(410, 'Issues has been disabled in this repository.');
  if (isCommenting(asked) && target.locked && !reaches(actor.role, 'write') && actor.role !== 'action')
    return refused(403, 'Unable to create comment because issue is locked.');
  return undefined;
}

const isCommenting = ({ method, rest = '' }: Asked) =>
  method === 'POST' && /^\/issues\/\d+\/comments$/.test(rest);

function actionDenied(asked: Asked, target: Target, { isPrivate, permissions }: Rules): Answer | undefined {
  const areas = areasOf(asked, target);
  if (areas === undefined) return notByIntegration();
  const level = asked.method === 'GET' ? 'read' : 'write';
  if (areas.length === 0 || (level === 'read' && !isPrivate)) return undefined;
  return areas.some((area) => permits(permissions, area, level)) ? undefined : notByIntegration();
}

function personDenied(asked: Asked, target: Target, { login, role }: Actor): Answer | undefined {
  const { method, rest = '', body } = asked;
  if (method === 'GET') return undefined;
  const owns = target.author === login;
  const may = (needed: Role, refuse = withoutRights) => (reaches(role, needed) ? undefined : refuse());
  if (method === 'POST' && (rest === '/issues' || isCommenting(asked))) return undefined;
  if (method === 'PATCH' && /^\/(issues|pulls)\/\d+$/.test(rest)) {
    if (owns) return undefined;
    const rewrites = ['title', 'body', 'base', 'draft'].some((field) => field in body);
    return may(rewrites ? 'write' : 'triage');
  }
  if (/^\/(issues|pulls)\/comments\/\d+$/.test(rest)) return owns ? undefined : may('write');
  if (/^\/issues\/\d+\/(labels|assignees)/.test(rest)) return may('triage');
  if (/^\/(labels|milestones|issues|pulls)/.test(rest)) return may('write');
  if (/^\/(git|contents)\b/.test(rest)) return may('write', notFound);
  return may('admin');
}

/** What is silently dropped from a new or changed issue for those who may not set it. */
export function withoutTriage(asked: Asked, actor: Actor | undefined): Asked {
  const isIssue = /^\/issues(\/\d+)?$/.test(asked.rest ?? '') && asked.method !== 'GET';
  if (!isIssue || !actor || actor.role === 'action' || reaches(actor.role, 'triage')) return asked;
  const { labels, assignees, assignee, milestone, ...body } = asked.body;
  return { ...asked, body, sent: isData(asked.sent) ? body : asked.sent };
}

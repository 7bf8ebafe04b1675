/** Takes a request through GitHub's rules to emulate, or answers it itself. */
import { acceptedPermissions, notByIntegration, refusal, type Target, withoutTriage } from './access.ts';
import { type Answer, type Asked, isData, notFound, refused } from './answers.ts';
import { Edits } from './edits.ts';
import { answerGraphql } from './graphql.ts';
import type { GraphqlWorld } from './graphql-data.ts';
import { changeIssue, listIssues } from './issues.ts';
import { labelTaken, withLabelsByName } from './labels.ts';
import { invalidity } from './limits.ts';
import { type Actor, type GitHubOptions, PEOPLE, type Permissions, reaches, tokenOf } from './options.ts';
import { Pulls } from './pulls.ts';
import { type Issue, REPOSITORY, Repository } from './repository.ts';
import type { Upstream } from './upstream.ts';

export class Front {
  permissions: Permissions;
  pullRequestsAllowed = true;
  /** Of every workflow, as GitHub calls it. */
  workflowState = 'active';
  readonly #upstream: Upstream;
  readonly #url: string;
  readonly #options: GitHubOptions;
  readonly #repository: Repository;
  readonly #edits = new Edits();
  readonly #pulls: Pulls;

  constructor(upstream: Upstream, url: string, options: GitHubOptions) {
    this.#upstream = upstream;
    this.#url = url;
    this.#options = options;
    this.permissions = options.permissions ?? {};
    this.#repository = new Repository(upstream);
    this.#pulls = new Pulls(upstream, this.#repository, this.#edits, url);
  }

  async commitFiles(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [path, content] of Object.entries(files)) {
      const sha = (await this.#repository.get<{ sha: string }>(`/contents/${encodeURI(path)}`))?.sha;
      const body = { message: `Add ${path}`, content: Buffer.from(content).toString('base64'), sha };
      const to = `${REPOSITORY}/contents/${encodeURI(path)}`;
      const { status } = await this.#upstream.ask(tokenOf('owner'), 'PUT', to, body);
      if (status !== 200 && status !== 201) throw new Error(`Could not commit ${path} (${status})`);
    }
  }

  async answer(request: Asked, actor: Actor | undefined): Promise<Answer> {
    if (request.rest === undefined) return this.#elsewhere(request, actor);
    const subject = await this.#subjectOf(request.rest);
    const target = await this.#targetOf(request.rest, subject);
    const rules = { ...this.#rules, permissions: this.permissions };
    const asked = withoutTriage(request, actor);
    const answer =
      refusal(asked, target, actor, rules) ??
      invalidity(asked) ??
      (await labelTaken(asked, this.#repository)) ??
      (await this.#route(await withLabelsByName(asked, this.#repository), actor, subject));
    const headers = {
      ...answer.headers,
      'x-accepted-github-permissions': acceptedPermissions(asked, target),
    };
    return { ...answer, headers };
  }

  get #rules() {
    return { isPrivate: this.#options.private ?? true, issuesEnabled: this.#options.issuesEnabled ?? true };
  }

  /** The issue or pull request whose number, or whose comment's number, is in the path. */
  async #subjectOf(rest: string): Promise<Issue | undefined> {
    const number = /^\/(?:issues|pulls)\/(\d+)/.exec(rest)?.[1] ?? (await this.#commentOf(rest))?.number;
    return number === undefined ? undefined : this.#repository.issue(Number(number));
  }

  async #commentOf(rest: string): Promise<{ number: string | undefined; author: string } | undefined> {
    const id = /^\/issues\/comments\/(\d+)$/.exec(rest)?.[1];
    if (!id) return undefined;
    const comment = await this.#repository.get<{ issue_url: string; user: { login: string } }>(
      `/issues/comments/${id}`,
    );
    return comment && { number: comment.issue_url.split('/').at(-1), author: comment.user.login };
  }

  async #targetOf(rest: string, subject: Issue | undefined): Promise<Target> {
    if (!subject) return { kind: 'other' };
    const author = (await this.#commentOf(rest))?.author ?? subject.user.login;
    return { kind: subject.pull_request ? 'pull' : 'issue', author, locked: subject.locked };
  }

  async #route(asked: Asked, actor: Actor | undefined, subject: Issue | undefined): Promise<Answer> {
    const { method, rest = '' } = asked;
    if (method === 'GET' && rest === '') return this.#itself(asked, actor);
    if (rest === '/issues' && method === 'GET') return listIssues(asked, this.#repository, this.#url);
    if (/^\/issues\/\d+$/.test(rest)) {
      if (!subject) return notFound();
      if (method === 'GET') return { status: 200, body: subject };
      if (method === 'PATCH' && actor) {
        if (subject.pull_request) return this.#pulls.changeAsIssue(asked, subject, actor);
        return changeIssue(asked, subject, actor, { upstream: this.#upstream, edits: this.#edits });
      }
    }
    if (rest.startsWith('/pulls') || rest.startsWith('/git/refs/')) {
      const allowed = this.pullRequestsAllowed || actor?.role !== 'action';
      const closes = this.#options.branchDeletionCloses ?? false;
      const answer = await this.#pulls.answer(asked, actor, { allowed, closes });
      if (answer) return answer;
    }
    const workflow = /^\/actions\/workflows\/([^/]+)$/.exec(rest)?.[1];
    if (workflow && method === 'GET') {
      const file = `.github/workflows/${workflow}`;
      return { status: 200, body: { id: 1, name: workflow, path: file, state: this.workflowState } };
    }
    if (rest === '/actions/permissions/workflow' && method === 'GET') {
      const can_approve_pull_request_reviews = this.pullRequestsAllowed;
      return {
        status: 200,
        body: { default_workflow_permissions: 'read', can_approve_pull_request_reviews },
      };
    }
    const permission = /^\/collaborators\/([^/]+)\/permission$/.exec(rest)?.[1];
    if (permission) return this.#permissionOf(decodeURIComponent(permission));
    return this.#forward(asked, actor);
  }

  async #itself(asked: Asked, actor: Actor | undefined): Promise<Answer> {
    const answer = await this.#forward(asked, actor);
    return isData(answer.body)
      ? { ...answer, body: { ...answer.body, has_issues: this.#rules.issuesEnabled } }
      : answer;
  }

  /** `permission` knows four levels, `role_name` tells the role. */
  async #permissionOf(login: string): Promise<Answer> {
    const role = PEOPLE[login];
    const user = await this.#upstream.read(`/users/${login}`);
    if (!role || !user) return notFound();
    const role_name = role === 'none' && !this.#rules.isPrivate ? 'read' : role;
    const permission = role_name === 'triage' ? 'read' : role_name;
    return { status: 200, body: { permission, role_name, user } };
  }

  async #forward(
    { method, path, rest, query, sent, accept }: Asked,
    actor: Actor | undefined,
  ): Promise<Answer> {
    const search = query.size > 0 ? `?${query}` : '';
    const to = `${rest === undefined ? path : `${REPOSITORY}${rest}`}${search}`;
    return this.#upstream.ask(actor?.token ?? '', method, to, sent, accept);
  }

  /** The action's token is good for its repository only. */
  async #elsewhere(asked: Asked, actor: Actor | undefined): Promise<Answer> {
    const isOpen = asked.method === 'GET' && /^\/(users|orgs)\//.test(asked.path);
    if (/^\/repos\//.test(asked.path)) return notFound();
    if (actor?.role === 'action' && !isOpen) return notByIntegration();
    return this.#forward(asked, actor);
  }

  async graphql(asked: Asked, actor: Actor | undefined, rate: GraphqlWorld['rate']): Promise<Answer> {
    if (this.#options.graphql === false || asked.method !== 'POST') return notFound();
    if (!actor) return refused(401, 'This endpoint requires you to be authenticated.');
    const { isPrivate } = this.#rules;
    return answerGraphql(asked, actor, {
      url: this.#url,
      repository: this.#repository,
      edits: this.#edits,
      sees: !isPrivate || actor.role === 'action' || reaches(actor.role, 'read'),
      isPrivate,
      permissions: this.permissions,
      rate,
    });
  }
}

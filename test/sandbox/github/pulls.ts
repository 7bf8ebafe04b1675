/** Pull requests: what GitHub refuses to open, how one follows its branches, and how it is merged. */
import { type Answer, type Asked, type Data, invalid, notFound, refused } from './answers.ts';
import type { Edits } from './edits.ts';
import { sorted } from './issues.ts';
import { merge } from './merge.ts';
import { type Actor, OWNER } from './options.ts';
import { paged } from './pages.ts';
import { asListed, type Issue, type Pull, REPOSITORY, type Repository } from './repository.ts';
import type { Upstream } from './upstream.ts';

const resource = 'PullRequest';

export class Pulls {
  readonly #upstream: Upstream;
  readonly #repository: Repository;
  readonly #edits: Edits;
  readonly #url: string;

  constructor(upstream: Upstream, repository: Repository, edits: Edits, url: string) {
    this.#upstream = upstream;
    this.#repository = repository;
    this.#edits = edits;
    this.#url = url;
  }

  /** Undefined for what emulate does well enough. */
  async answer(
    asked: Asked,
    actor: Actor | undefined,
    { allowed, closes }: { allowed: boolean; closes: boolean },
  ): Promise<Answer | undefined> {
    const { method, rest = '' } = asked;
    if (rest === '/pulls' && method === 'GET') return this.#list(asked);
    if (rest === '/pulls' && method === 'POST' && actor) return this.#open(asked, actor, allowed);
    const branch = /^\/git\/refs\/heads\/(.+)$/.exec(decodeURIComponent(rest))?.[1];
    if (branch && method === 'DELETE' && actor) return this.#deleteBranch(branch, actor, closes);
    const [, number, part] = /^\/pulls\/(\d+)(?:\/(merge|files|commits))?$/.exec(rest) ?? [];
    if (number === undefined) return undefined;
    const pull = await this.#repository.pull(Number(number));
    if (!pull) return notFound();
    if (part === undefined && method === 'GET') return { status: 200, body: pull };
    if (part === undefined && method === 'PATCH' && actor) return this.#change(asked.body, pull, actor);
    if (part === 'merge' && method === 'PUT' && actor)
      return merge(asked.body, pull, actor, { upstream: this.#upstream, repository: this.#repository });
    if (part === 'merge' && method === 'GET') return pull.merged ? { status: 204 } : notFound();
    if (part === 'files' || part === 'commits')
      return paged((await this.#repository.comparison(pull))?.[part] ?? [], asked, this.#url);
    return undefined;
  }

  async #list(asked: Asked): Promise<Answer> {
    const { query } = asked;
    const state = query.get('state') ?? 'open';
    const [base, head] = [query.get('base'), query.get('head')];
    const found = (await this.#repository.pulls()).filter(
      (pull) =>
        (state === 'all' || pull.state === state) &&
        (!base || pull.base.ref === base) &&
        // A head without its owner is no filter at all.
        (!head?.includes(':') || pull.head.label === head),
    );
    return paged(sorted(found, query).map(asListed), asked, this.#url);
  }

  async #open({ body }: Asked, actor: Actor, allowed: boolean): Promise<Answer> {
    const [head, base] = [String(body['head'] ?? '').replace(`${OWNER}:`, ''), String(body['base'] ?? '')];
    for (const [field, branch] of Object.entries({ head, base }))
      if (!branch || !(await this.#repository.tip(branch)))
        return invalid({ resource, field, code: 'invalid' });
    if (!allowed) return refused(403, 'GitHub Actions is not permitted to create or approve pull requests.');
    if (await this.#openOne(head, base))
      return invalid({
        resource,
        code: 'custom',
        message: `A pull request already exists for ${OWNER}:${head}.`,
      });
    if (!((await this.#repository.compare(base, head))?.ahead_by ?? 0))
      return invalid({ resource, code: 'custom', message: `No commits between ${base} and ${head}` });
    const answer = await this.#upstream.ask(actor.token, 'POST', `${REPOSITORY}/pulls`, { ...body, head });
    const { number } = answer.body as Pull;
    return answer.status === 201 ? { ...answer, body: await this.#repository.pull(number) } : answer;
  }

  async #openOne(head: string, base: string): Promise<Pull | undefined> {
    const pulls = await this.#repository.pulls();
    return pulls.find((pull) => pull.state === 'open' && pull.head.ref === head && pull.base.ref === base);
  }

  async #change(body: Data, pull: Pull, actor: Actor): Promise<Answer> {
    const { base, state } = body;
    if (typeof base === 'string' && !(await this.#repository.tip(base)))
      return invalid({ resource, field: 'base', code: 'invalid' });
    if (state === 'open' && pull.state === 'closed') {
      const refuse = (message: string) => invalid({ resource, code: 'custom', field: 'state', message });
      if (pull.merged) return refuse('state cannot be changed. The pull request cannot be reopened.');
      if (!(await this.#repository.tip(pull.head.ref)))
        return refuse(`state cannot be changed. The ${pull.head.ref} branch has been deleted.`);
      if (await this.#openOne(pull.head.ref, pull.base.ref))
        return refuse(
          `state cannot be changed. There is already an open pull request from ${pull.head.ref}.`,
        );
      this.#repository.thaw(pull.number);
    }
    const answer = await this.#upstream.ask(actor.token, 'PATCH', `${REPOSITORY}/pulls/${pull.number}`, body);
    if (answer.status !== 200) return answer;
    if (state === 'closed' && pull.state === 'open') await this.#repository.freeze(pull, actor.login);
    const changed = await this.#repository.pull(pull.number);
    if (changed) this.#edits.note(pull, changed, actor.login);
    return { ...answer, body: changed };
  }

  /** A pull request changed by way of the issue that it also is. */
  async changeAsIssue({ body }: Asked, { number }: Issue, actor: Actor): Promise<Answer> {
    const pull = await this.#repository.pull(number);
    if (!pull) return notFound();
    const { labels, assignees, milestone, state_reason, ...rest } = body;
    const path = `${REPOSITORY}/issues/${number}/labels`;
    if (Array.isArray(labels)) await this.#upstream.ask(actor.token, 'PUT', path, { labels });
    const answer = await this.#change(rest, pull, actor);
    return answer.status === 200
      ? { ...answer, body: this.#repository.asIssue(answer.body as Pull) }
      : answer;
  }

  async #deleteBranch(branch: string, actor: Actor, closes: boolean): Promise<Answer> {
    const from = (await this.#repository.pulls()).filter(
      ({ head, state }) => state === 'open' && head.ref === branch,
    );
    const answer = await this.#upstream.ask(actor.token, 'DELETE', `${REPOSITORY}/git/refs/heads/${branch}`);
    if (answer.status === 204 && closes)
      for (const pull of from) await this.#change({ state: 'closed' }, pull, actor);
    return answer;
  }
}

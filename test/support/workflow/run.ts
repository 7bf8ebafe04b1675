/**
 * A small stand-in for GitHub's runner: the jobs of a workflow file in their order, each with its permissions and its
 * OIDC token, against the stand-ins for AWS and GitHub. Jobs of a matrix run one after another.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Area } from '../../sandbox/github/options.ts';
import type { GitHubSandbox } from '../../sandbox/github/server.ts';
import type { StepResult } from '../process.ts';
import { asText, type Contexts, filledIn, holds } from './expression.ts';
import { isOurs, type JobFile, needsOf, workflowIn } from './file.ts';
import { type Kept, useOther } from './others.ts';
import { type OursPlace, useOurs } from './ours.ts';

export interface Event {
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Of `workflow_dispatch`, with the defaults filled in. */
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** The pull request that the run is for. */
  readonly pullRequest?: number;
}

export interface JobRun {
  readonly id: string;
  readonly result: 'success' | 'failure' | 'skipped';
  readonly outputs: Readonly<Record<string, string>>;
  /** What this action came to, step by step. */
  readonly ours: readonly StepResult[];
}

export interface WorkflowRun {
  readonly id: string;
  readonly jobs: readonly JobRun[];
}

type Aws = OursPlace['aws'];

/** A repository's Actions tab: runs of workflows, and what is kept from one to the next. */
export class Actions {
  readonly #aws: Aws;
  readonly #github: GitHubSandbox;
  readonly #folder: string;
  readonly #kept: Kept;
  #runs = 100;

  private constructor(aws: Aws, github: GitHubSandbox, folder: string) {
    this.#aws = aws;
    this.#github = github;
    this.#folder = folder;
    this.#kept = { folder: join(folder, 'kept'), artifacts: new Map(), caches: new Map() };
  }

  static async start(aws: Aws, github: GitHubSandbox): Promise<Actions> {
    return new Actions(aws, github, await mkdtemp(join(tmpdir(), 'actions-')));
  }

  get artifacts(): readonly string[] {
    return [...this.#kept.artifacts.keys()];
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Runs the workflow of that path to its end. */
  async run(file: string, text: string, event: Event): Promise<WorkflowRun> {
    this.#runs += 1;
    const id = String(this.#runs);
    const workflow = workflowIn(text);
    if (!(event.name in workflow.on)) throw new Error(`${file} does not run on ${event.name}`);
    const { owner, repo, token } = this.#github;
    const ref = event.pullRequest === undefined ? 'refs/heads/main' : `refs/pull/${event.pullRequest}/merge`;
    const github = {
      ...{ event: event.payload, event_name: event.name, token, ref },
      ...{ repository: `${owner}/${repo}`, run_id: id, run_attempt: '1' },
    };
    const jobs: JobRun[] = [];
    for (const [name, job] of Object.entries(workflow.jobs)) {
      const needed = needsOf(job).map((need) => joined(need, jobs));
      const needs = Object.fromEntries(needed.map((one) => [one.id, one]));
      const contexts = { github, needs, inputs: event.inputs ?? {} };
      const failed = needed.some(({ result }) => result !== 'success');
      if (!holds(job.if, contexts, { failed })) {
        jobs.push({ id: name, result: 'skipped', outputs: {}, ours: [] });
        continue;
      }
      for (const [index, matrix] of combinations(job, contexts).entries()) {
        const strategy = { 'job-index': index };
        const own = { ...contexts, matrix, strategy };
        jobs.push(await this.#job(name, job, { file, event, id, contexts: own }));
      }
    }
    this.#github.permit({ contents: 'write', issues: 'write', 'pull-requests': 'write', actions: 'write' });
    return { id, jobs };
  }

  async #job(
    id: string,
    job: JobFile,
    run: { file: string; event: Event; id: string; contexts: Contexts },
  ): Promise<JobRun> {
    const temp = await mkdtemp(join(this.#folder, 'temp-'));
    const place: OursPlace = {
      ...{ aws: this.#aws, github: this.#github, kept: this.#kept, temp },
      ...{ runId: run.id, event: run.event, file: run.file },
      workspace: join(temp, 'workspace'),
      pullRequest: run.event.pullRequest,
      subject: subjectOf(job, run.event),
    };
    await mkdir(place.workspace);
    this.#github.permit(permissionsOf(job));
    const steps: Record<string, { outputs: Readonly<Record<string, string>> }> = {};
    const contexts = { ...run.contexts, steps, runner: { temp } };
    const ours: StepResult[] = [];
    const status = { failed: false };
    for (const step of job.steps) {
      if (!holds(step.if, contexts, status)) continue;
      const { uses, with: given = {} } = step;
      if (uses === undefined) throw new Error(`There is no stand-in for a script: ${step.run}`);
      const inputs = Object.fromEntries(
        Object.entries(given).map(([name, value]) => [
          name,
          asText(filledIn(asText(value), contexts, status)),
        ]),
      );
      if (isOurs(step)) {
        const result = await useOurs(inputs, place);
        ours.push(result);
        if (step.id) steps[step.id] = { outputs: result.outputs };
        if (result.exitCode !== 0) status.failed = true;
      } else if (!(await useOther(uses, inputs, place))) status.failed = true;
    }
    const outputs = Object.fromEntries(
      Object.entries(job.outputs ?? {}).map(([name, text]) => [name, asText(filledIn(text, contexts))]),
    );
    await rm(temp, { recursive: true });
    return { id, result: status.failed ? 'failure' : 'success', outputs, ours };
  }
}

/** All jobs of that name as one: of a matrix, it failed where any did. */
function joined(id: string, jobs: readonly JobRun[]): JobRun {
  const all = jobs.filter((one) => one.id === id);
  const [first] = all;
  if (!first) throw new Error(`${id} is needed before it ran`);
  return all.find(({ result }) => result !== 'success') ?? first;
}

/** The values of `matrix`, one for each job; of `include` alone (GitHub docs, "Running variations of jobs"). */
function combinations({ strategy }: JobFile, contexts: Contexts): readonly unknown[] {
  if (!strategy) return [{}];
  return (filledIn(strategy.matrix, contexts) as { include: readonly unknown[] }).include;
}

/** What a job does not name, it does not get. */
function permissionsOf({ permissions }: JobFile): Readonly<Record<Area, 'read' | 'write' | 'none'>> {
  const of = (area: Area) => permissions[area] ?? 'none';
  return {
    contents: of('contents'),
    issues: of('issues'),
    'pull-requests': of('pull-requests'),
    actions: of('actions'),
  };
}

/** GitHub docs, OpenID Connect reference, "Example subject claims". */
function subjectOf({ permissions, environment }: JobFile, { name }: Event): string | undefined {
  if (permissions['id-token'] !== 'write') return undefined;
  if (environment !== undefined) return `repo:acme/shop:environment:${environment}`;
  return `repo:acme/shop:${name === 'pull_request' ? 'pull_request' : 'ref:refs/heads/main'}`;
}

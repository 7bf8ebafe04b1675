/** What a scene of the demo is, and what its checks look at. */
import type { Run } from '../../src/report/run.ts';
import type { GitHubSandbox } from '../sandbox/github/server.ts';
import type { Sandbox } from '../sandbox/server.ts';
import type { Thread } from './threads.ts';

export interface Scene {
  /** Names the scene's page too. */
  readonly name: string;
  readonly title: string;
  /** When the run starts, before the end of the story. */
  readonly minutesAgo: number;
  /** What happens before it, oldest first. */
  readonly events?: readonly Event[];
  /** The number of the pull request that starts the run; the schedule does where there is none. */
  readonly startedBy?: number;
  /** What the workflow sets; all else is as `action.yml` has it. */
  readonly inputs: (place: Place) => Readonly<Record<string, string>>;
  /** Headings of the summary that the terminal shows beside the verdict; `changes`: only what became of them. */
  readonly shows: readonly string[] | 'changes';
  /** Whether its job summary is kept as a page. */
  readonly hasPage: boolean;
  /** What to look at on GitHub afterwards, each a page too. */
  readonly looks?: readonly Look[];
  readonly expected: {
    readonly exitCode: 0 | 1;
    readonly outputs: Readonly<Record<string, string | RegExp>>;
  };
  /** What is worth a look afterwards, in words, and whether it is so. */
  readonly checks: (after: After) => readonly Check[];
  /** Subjects of messages of this run that begin so are shown as mails. */
  readonly mail?: string;
}

/** The list of issues, or the issue or pull request of that number. */
export type Look = 'issues' | number;

export type Check = readonly [what: string, so: boolean];

export interface Event {
  readonly minutesAgo: number;
  readonly what: string;
  readonly happen: (stage: Stage) => unknown;
}

/** Where a part of the story is played: an account, a repository, a machine. */
export interface Stage {
  readonly sandbox: Sandbox;
  readonly github: GitHubSandbox;
  readonly place: Place;
}

/** Folders of the machine that the action runs on. */
export interface Place {
  /** The repository, as checked out. */
  readonly workspace: string;
  /** Where reports and manifests go. */
  readonly reports: string;
}

/** The world as a run left it. */
export interface After {
  readonly sandbox: Sandbox;
  readonly report: Run;
  /** Those of all runs of this part so far, this one included. */
  readonly reports: readonly Run[];
  readonly place: Place;
  /** The issues and pull requests of the repository, oldest first. */
  readonly threads: readonly Thread[];
  /** What the run wrote to GitHub, as `POST /repos/…`. */
  readonly written: readonly string[];
}

export const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-2'] as const;
export const ON_CALL = 'ops@example.com';

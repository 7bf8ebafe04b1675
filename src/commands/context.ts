import type { CallMeter } from '../aws/calls.ts';
import type { ClientFactory } from '../aws/clients.ts';
import type { GitHub } from '../github/client.ts';
import type { WorkflowEvent } from '../github/event.ts';
import type { Config } from '../settings/config/config.ts';
import type { InvalidConfig } from '../settings/config/errors.ts';
import type { Settings } from '../settings/settings.ts';
import type { AccountAccess } from './accounts.ts';
import type { Board } from './board.ts';

/** Where a run tells what it is doing: lines, and lines under a heading that a reader can fold away. */
export interface Log {
  info(line: string): void;
  group(heading: string, lines: readonly string[]): void;
}

/** `plan` reads what `apply` reads, and writes nothing to AWS. */
export type Mode = 'apply' | 'plan';

/** Everything that a command has of the world. */
export interface Context {
  readonly settings: Settings;
  readonly clients: ClientFactory;
  /** Those of the config file that this run covers; empty: the one that `clients` are signed in to. */
  readonly accounts: readonly AccountAccess[];
  readonly meter: CallMeter;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Aborted when the job is cancelled. */
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Undefined outside of GitHub, and where the user gave no token: then findings are only reported. */
  readonly github: GitHub | undefined;
  /** What is read of the repository beside the fleet; undefined in runs that look at no fleet. */
  readonly board?: Promise<Board>;
  readonly event: WorkflowEvent;
  /** Pages of the workflow run and of its workflow, where GitHub's environment tells. */
  readonly workflow: { readonly run: string; readonly page: string } | undefined;
  readonly config: {
    /** The errors of the file, where they are to be told on a pull request; nothing else is done then. */
    readonly invalid?: InvalidConfig;
    /** Undefined when there is no config file. */
    readonly file: Config | undefined;
    /** True when it is known to be the default branch's: only then may it widen what the inputs allow. */
    readonly trusted: boolean;
  };
  /** The folder that the repository is checked out into, and the files of it that may name any resource. */
  readonly workspace: string;
  readonly configFiles: readonly string[];
  readonly version: string;
}

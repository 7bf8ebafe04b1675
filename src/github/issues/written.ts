import type { Failure } from '../../aws/failure.ts';
import type { Notice } from '../../outcomes/notice.ts';
import type { Outcome, Upkeep } from '../../outcomes/upkeep.ts';
import type { IssueAction } from './action.ts';

/** Where an issue is, once it is there. */
export interface IssueAddress {
  readonly number: number;
  readonly url: string;
}

/** What writing issues came to. */
export interface Written {
  readonly upkeep: readonly Upkeep[];
  /** By key: issues that were opened, or opened again. */
  readonly numbers: ReadonlyMap<string, IssueAddress>;
  readonly failures: readonly Failure[];
  readonly notices: readonly Notice[];
}

export const NOTHING: Written = { upkeep: [], numbers: new Map(), failures: [], notices: [] };

export function together(parts: readonly Written[]): Written {
  return {
    upkeep: parts.flatMap(({ upkeep }) => upkeep),
    numbers: new Map(parts.flatMap(({ numbers }) => [...numbers])),
    failures: parts.flatMap(({ failures }) => failures),
    notices: parts.flatMap(({ notices }) => notices),
  };
}

/** An action as the report tells it. */
export function upkeepOf(action: IssueAction, outcome: Outcome, address?: IssueAddress): Upkeep {
  const { kind, data, reason } = action;
  const at = address ?? (action.kind === 'create' ? undefined : action.issue);
  return {
    ...{ action: kind, target: 'issue', name: data.title, reason, outcome },
    ...(at ? { number: at.number, url: at.url } : {}),
  };
}

import { isDeepStrictEqual } from 'node:util';
import { tps, usd } from '../../report/figures.ts';
import { type DescribedChange, type IssueData, LAYOUT } from './issue.ts';
import type { DeliveredChange, Subject } from './standing.ts';
import { titleOf } from './title.ts';

/** What an issue about a subject keeps of it, while it is open. */
export function describe(
  key: string,
  subject: Subject,
  revision: number,
  hide: (text: string) => string,
): IssueData {
  const { savingUsd } = subject.change;
  return {
    v: 1,
    layout: LAYOUT,
    revision,
    key,
    title: titleOf(subject, hide),
    state: 'open',
    change: describedChange(subject.change),
    finding: { kind: subject.finding.kind, ...(savingUsd === undefined ? {} : { savingUsd }) },
  };
}

export function describedChange(change: DeliveredChange): DescribedChange {
  const { status, floor, updatedAt, updateInProgress } = change.pinned;
  const pinned = { status, floor, updatedAt, updateInProgress };
  return change.kind === 'set-floor'
    ? { kind: change.kind, from: change.from, to: change.to, pinned }
    : { kind: change.kind, pinned };
}

/** A saving that differs by no more than either is the same to a reader. */
const NOTED_SHARE = 0.1;
const NOTED_USD = 1;

/** What of an issue is no longer so, in a few words; undefined where nothing worth a new version of it is. */
export function outdated(data: IssueData, { change }: Subject): string | undefined {
  const now = describedChange(change);
  if (!isDeepStrictEqual(data.change, now)) return differenceOf(data.change, now);
  if (savingMoved(data.finding.savingUsd, change.savingUsd)) {
    return `saving ${usd(data.finding.savingUsd)} -> ${usd(change.savingUsd)} a month`;
  }
  return data.layout < LAYOUT ? 'a newer layout' : undefined;
}

function differenceOf(before: DescribedChange, now: DescribedChange): string {
  if (before.kind !== now.kind) return `${before.kind} -> ${now.kind}`;
  if (before.kind === 'set-floor' && now.kind === 'set-floor') {
    if (before.to !== now.to) return `proposed floor ${tps(before.to)} -> ${tps(now.to)}`;
    if (before.from !== now.from) return `floor ${tps(before.from)} -> ${tps(now.from)}`;
  }
  return 'the resource was updated';
}

function savingMoved(before: number | undefined, now: number | undefined): boolean {
  if (before === undefined || now === undefined) return before !== now;
  const moved = Math.abs(now - before);
  return moved > NOTED_USD && moved > NOTED_SHARE * Math.abs(before);
}

const MATERIAL_SHARE = 1.5;

/** What makes a finding another one than a person declined: another target, or half as much saving again. */
export function material(declined: IssueData, { change }: Subject): string | undefined {
  const before = declined.change;
  if (before.kind !== change.kind) return `it is now proposed to ${change.kind} it`;
  if (before.kind === 'set-floor' && change.kind === 'set-floor' && before.to !== change.to) {
    return `${tps(change.to)} TPS are proposed now, and were ${tps(before.to)} then`;
  }
  const { savingUsd: then } = declined.finding;
  const { savingUsd: now } = change;
  if (now === undefined || now <= 0) return undefined;
  if (then === undefined) return `it would save about ${usd(now)} a month, which was not known then`;
  return now >= MATERIAL_SHARE * then
    ? `it would save about ${usd(now)} a month now, and ${usd(then)} then`
    : undefined;
}

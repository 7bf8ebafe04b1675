import type { Campaign } from '@aws-sdk/client-personalize';
import { parseResourceArn } from '../aws/arn.ts';
import {
  isRefuted,
  type Listed,
  type Recollection,
  type RememberedCampaign,
  recalledCampaign,
  remembered,
  rememberedOrigin,
  type Sparing,
} from './remembered.ts';
import type { Origin } from './solutions.ts';

/** What became of what was remembered of a Region, and what is to be remembered from now on. */
export interface Remembrance {
  /** Undefined where campaigns were not listed: what was remembered stands. */
  readonly campaigns: readonly RememberedCampaign[] | undefined;
  /** ARNs of campaigns that were not described, since they are remembered. */
  readonly recalled: ReadonlySet<string>;
  /** ARNs of campaigns that had changed without their listing telling so. */
  readonly refuted: readonly string[];
  /** True where all that is remembered is of another account. */
  readonly foreign: boolean;
}

export const NOTHING_REMEMBERED: Remembrance = {
  campaigns: undefined,
  recalled: new Set(),
  refuted: [],
  foreign: false,
};

/** A campaign that serves, as it was described in this run or an earlier one. */
export interface Described extends Listed {
  readonly campaign: Campaign;
  readonly memory: RememberedCampaign | undefined;
  readonly origin: Origin | undefined;
  readonly isRecalled: boolean;
}

export function described(
  { arn, summary }: Listed,
  campaign: Campaign,
  recollection: Recollection | undefined,
): Described {
  const memory = recollection?.campaigns.get(arn.arn);
  const origin = rememberedOrigin(memory, summary, campaign);
  return { arn, summary, campaign, memory, origin, isRecalled: false };
}

export function recall({ arn, summary, memory }: Sparing['recalled'][number]): Described {
  const campaign = recalledCampaign(memory);
  const origin = rememberedOrigin(memory, summary, campaign);
  return { arn, summary, campaign, memory, origin, isRecalled: true };
}

export function refutedBy(campaigns: readonly Described[]): readonly string[] {
  return campaigns.flatMap(({ arn, memory, summary, campaign }) =>
    isRefuted(memory, summary, campaign) ? arn.arn : [],
  );
}

/** What to remember of a campaign until the next run. */
export function toRemember(of: Described, origin: Origin, now: number): readonly RememberedCampaign[] {
  const describedAt = of.isRecalled ? (of.memory?.describedAt ?? 0) : now;
  const findings = of.memory?.findings ?? [];
  return [remembered(of, of.campaign, origin, { describedAt, findings })].flatMap((one) => one ?? []);
}

/** A listing shows one account: what is remembered of none of it is of another. */
export function isForeign(recollection: Recollection | undefined, listed: readonly Listed[]): boolean {
  const accounts = new Set(listed.map(({ arn }) => arn.account));
  const known = [...(recollection?.campaigns.keys() ?? [])].map((arn) => parseResourceArn(arn)?.account);
  return accounts.size > 0 && known.length > 0 && known.every((account) => !accounts.has(account ?? ''));
}

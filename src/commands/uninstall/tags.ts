import {
  type PersonalizeClient,
  paginateListCampaigns,
  paginateListRecommenders,
  UntagResourceCommand,
} from '@aws-sdk/client-personalize';
import pLimit from 'p-limit';
import { failureOf } from '../../aws/errors.ts';
import {
  FLOOR_TAG,
  IDLE_SINCE_TAG,
  PRE_WARM_TAG,
  preWarmIn,
  readTags,
  type Tags,
} from '../../changes/tags.ts';
import type { Notice } from '../../outcomes/notice.ts';
import type { Mode } from '../context.ts';
import { NOTHING, type Removed, removing, together, UNINSTALLED } from './removed.ts';

/** Those that this action sets; `personalize-monitor:exempt` is people's, and stays. */
const OURS = [IDLE_SINCE_TAG, FLOOR_TAG, PRE_WARM_TAG];

const READS_AT_ONCE = 2;

/** Takes our tags off campaigns and recommenders, and changes nothing else about them. Never throws. */
export async function removeTags(client: PersonalizeClient, region: string, mode: Mode): Promise<Removed> {
  const limit = pLimit(READS_AT_ONCE);
  const [campaigns, recommenders] = await Promise.all([
    listed(region, 'campaigns', 'personalize:ListCampaigns', async () => {
      const arns: string[] = [];
      for await (const page of paginateListCampaigns({ client }, { maxResults: 100 })) {
        arns.push(...(page.campaigns ?? []).flatMap(({ campaignArn }) => campaignArn ?? []));
      }
      return arns;
    }),
    listed(region, 'recommenders', 'personalize:ListRecommenders', async () => {
      const arns: string[] = [];
      for await (const page of paginateListRecommenders({ client }, { maxResults: 100 })) {
        arns.push(...(page.recommenders ?? []).flatMap(({ recommenderArn }) => recommenderArn ?? []));
      }
      return arns;
    }),
  ]);
  const arns = [...campaigns.arns, ...recommenders.arns];
  const parts = await Promise.all(arns.map((arn) => limit(() => untag(client, region, arn, mode))));
  return together([campaigns.removed, recommenders.removed, ...parts]);
}

async function listed(region: string, what: string, operation: string, list: () => Promise<string[]>) {
  try {
    return { arns: await list(), removed: NOTHING };
  } catch (error) {
    const failure = failureOf(error, { what: `list ${what}`, region, operation });
    return { arns: [], removed: { ...NOTHING, failures: [failure] } };
  }
}

async function untag(client: PersonalizeClient, region: string, arn: string, mode: Mode): Promise<Removed> {
  const { tags, failures } = await readTags(client, region, arn);
  if (tags.kind === 'unknown') return { ...NOTHING, failures };
  const keys = OURS.filter((key) => tags.values.has(key));
  if (keys.length === 0) return NOTHING;
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  const context = { what: 'take our tags off a resource', region, resource: arn };
  const removed = await removing(
    { action: 'delete', target: 'tag', name: `${keys.join(', ')} of ${name}`, region, reason: UNINSTALLED },
    mode,
    () => client.send(new UntagResourceCommand({ resourceArn: arn, tagKeys: keys })),
    (error) => failureOf(error, { ...context, operation: 'personalize:UntagResource' }),
  );
  if (!keys.includes(PRE_WARM_TAG)) return removed;
  const notice: Notice = { level: 'warning', text: raisedText(name, tags), region, resource: arn };
  return { ...removed, notices: [notice] };
}

/** Nothing else keeps what the floor was before. */
function raisedText(name: string, tags: Extract<Tags, { kind: 'known' }>): string {
  const was = preWarmIn(tags);
  const raised = `The floor of ${name} was raised for a window of a schedule`;
  return was
    ? `${raised}, from ${was.before} TPS to ${was.raised.at(-1)}, and stays so: set it back to ${was.before} by hand, as with command: set-min-tps.`
    : `${raised}, and stays so: set it back by hand. Its tag, which does not tell what the floor was before, says: ${tags.values.get(PRE_WARM_TAG)}`;
}

import { z } from 'zod';
import { REPORT_SCHEMA } from './json.ts';
import { change, finding, savings, unsized, verdict } from './schemaOfDecisions.ts';
import { diagnosis } from './schemaOfDiagnosis.ts';
import { policy } from './schemaOfPolicy.ts';

/**
 * The published shape of `report.json`, by which reports are read again to be merged. `docs/report.schema.json` is made
 * from it, and a test holds both to the types of `Run`.
 */

const time = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/)
  .describe('ISO 8601, in UTC.');
const whole = z.int().min(0);
const kind = z.enum(['campaign', 'recommender']);
const region = z.string().describe('Such as `us-east-1`.');

const account = z
  .string()
  .describe('What its account is called in the config file; absent where that names none.')
  .exactOptional();

const resource = {
  account,
  arn: z.string(),
  kind,
  name: z.string(),
  region,
};

const demand = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('known'),
      averageTPS: z.number().min(0).describe('Requests per second, on average over `lookedBackHours`.'),
      peakTPS: z.number().min(0).describe('Requests per second in the busiest five-minute window.'),
      utilization: z.number().min(0).describe('Percent: average / floor x 100.'),
      lastRequestAt: time
        .describe('Start of the last window with a request; absent when there was none.')
        .exactOptional(),
    }),
    z.strictObject({ kind: z.literal('unknown'), why: z.string() }),
  ])
  .describe('What was asked of the resource. Unknown is not the same as none.');

const traffic = z
  .strictObject({
    start: whole.describe("Unix milliseconds of the first window's start."),
    interval: z.number().positive().describe('Seconds in a window.'),
    requests: z
      .array(z.number().min(0).nullable())
      .describe('Requests in each window, oldest first; null where they are unknown.'),
  })
  .describe('Absent when no traffic could be read.');

const monitored = z.strictObject({
  ...resource,
  datasetGroup: z.string().describe('Absent when no listing tells it.').exactOptional(),
  recipe: z.string().describe('Absent when it could not be found out.').exactOptional(),
  floor: z
    .number()
    .min(0)
    .describe('`minProvisionedTPS` or `minRecommendationRequestsPerSecond`, in requests per second.'),
  updateInProgress: z.boolean(),
  demand,
  traffic: traffic.exactOptional(),
  verdict: verdict.exactOptional(),
  unsized: unsized.exactOptional(),
  policy: policy.exactOptional(),
  windowsPublished: whole.describe('Five-minute windows that the run published, or in `plan` would publish.'),
  windowsBackfilled: whole.describe('Those of them that are older than the newest.'),
});

const unmonitored = z.strictObject({
  ...resource,
  status: z.string().describe('As Amazon Personalize spells it, such as `CREATE IN_PROGRESS`.'),
});

const regionReport = z.strictObject({
  account,
  region,
  monitoredResources: whole.describe('Absent when the Region could not be listed.').exactOptional(),
  resources: z.array(monitored),
  unmonitored: z.array(unmonitored).describe('In scope, and not monitored because it does not serve now.'),
});

const upkeep = z.strictObject({
  account,
  action: z.enum(['create', 'update', 'delete', 'subscribe', 'close', 'reopen']),
  target: z.enum(['alarm', 'dashboard', 'topic', 'subscription', 'tag', 'issue', 'pull-request', 'comment']),
  name: z
    .string()
    .describe('The name of the alarm, dashboard or topic, the endpoint, or the title of what is on GitHub.'),
  region: region
    .describe('Absent for what belongs to no Region: dashboards, and what is on GitHub.')
    .exactOptional(),
  reason: z.string(),
  outcome: z
    .enum(['planned', 'done', 'failed'])
    .describe('`planned` in `plan`, which writes nothing; `failed` has an entry in `failures` too.'),
  number: z.int().min(1).describe('Of the issue or pull request.').exactOptional(),
  url: z.string().exactOptional(),
});

const notice = z.strictObject({
  account,
  level: z.enum(['warning', 'info']),
  text: z.string(),
  region: region.exactOptional(),
  resource: z.string().exactOptional(),
});

const failure = z.strictObject({
  account,
  what: z.string().describe('What was being done, such as `list campaigns`.'),
  region: region.describe('Absent when it concerns no single Region.').exactOptional(),
  resource: z
    .string()
    .describe('The ARN or name of the resource, alarm, dashboard or endpoint concerned.')
    .exactOptional(),
  operation: z.string().describe('Such as `personalize:ListCampaigns`.').exactOptional(),
  cause: z.string().describe("The error's name and message."),
  remedy: z.string().describe('What a person can do about it.'),
});

const call = z.strictObject({
  operation: z.string().describe('Such as `personalize:DescribeCampaign`.'),
  sent: whole.describe('Requests sent, retries included.'),
  throttled: whole,
  failed: whole.describe('Throttled ones included, and answers such as "not found" that a run can expect.'),
});

const gitHub = z
  .strictObject({
    requests: whole.describe('Requests sent, those sent again included.'),
    notModified: whole.describe('Those of them that found nothing new, which GitHub does not count.'),
    limit: whole.describe('Requests an hour that GitHub allows.').exactOptional(),
    remaining: whole.describe('Those of them that were left after the last answer.').exactOptional(),
    resetsAt: time.describe('When the hour is over.').exactOptional(),
  })
  .describe('What was asked of GitHub; absent when nothing was.');

export const reportSchema = z
  .strictObject({
    $schema: z.literal(REPORT_SCHEMA),
    command: z.enum(['monitor', 'plan', 'set-min-tps', 'stop', 'restore', 'doctor', 'uninstall']),
    result: z.enum(['success', 'partial', 'failed']),
    cancelled: z.boolean(),
    startedAt: time,
    finishedAt: time,
    account: z.string().describe('The AWS account id; absent when nothing told it.').exactOptional(),
    accounts: z
      .array(
        z.strictObject({
          name: z.string(),
          id: z.string().describe('The AWS account id; absent when nothing told it.').exactOptional(),
          result: z.enum(['success', 'partial', 'failed']),
        }),
      )
      .describe('The accounts of the config file that the run covered; absent where that names none.')
      .exactOptional(),
    mergedReports: whole
      .describe('How many reports this one was merged from; absent in that of a single run.')
      .exactOptional(),
    accountIdsHidden: z
      .boolean()
      .describe(
        'Whether account ids are hidden in summaries, issues and pull requests; they are not in here.',
      ),
    publishMetrics: z.boolean().describe('The input `publish-metrics`.'),
    lookedBackHours: z.number().min(0).describe('Hours of history that traffic and demand are over.'),
    regions: z.array(regionReport),
    findings: z.array(finding).describe('What the owner of a resource may want to act on.'),
    changes: z.array(change).describe('What was done to campaigns and recommenders, proposed or refused.'),
    savings,
    upkeep: z.array(upkeep).describe('What the run did, or in `plan` would do, to alarms and the like.'),
    diagnosis: diagnosis.exactOptional(),
    notices: z.array(notice).describe('What a reader should know and that is no failure.'),
    failures: z.array(failure).describe('What could not be done; the rest of the run was.'),
    calls: z.array(call).describe('What was asked of AWS, by operation.'),
    gitHub: gitHub.exactOptional(),
    pullRequest: z
      .strictObject({ number: z.int().min(1), url: z.string() })
      .describe('The open pull request that proposes changes; absent when there is none.')
      .exactOptional(),
    dashboards: z
      .array(z.strictObject({ account, name: z.string(), url: z.string() }))
      .describe('Console addresses of the dashboards that exist after the run.'),
    workflow: z
      .strictObject({ run: z.string(), page: z.string() })
      .describe('Addresses of the workflow run and of its workflow, when GitHub tells.')
      .exactOptional(),
    version: z.string().describe('Of personalize-monitor.'),
  })
  .meta({
    $id: REPORT_SCHEMA,
    title: 'personalize-monitor report',
    description:
      'One run of personalize-monitor: what exists, what was asked of it, what was done and what failed.',
  });

/** The schema as JSON Schema, draft 2020-12. */
export function reportJsonSchema(): object {
  return z.toJSONSchema(reportSchema, {
    target: 'draft-2020-12',
    override: ({ jsonSchema }) => {
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
}

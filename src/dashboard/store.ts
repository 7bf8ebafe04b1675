import {
  type CloudWatchClient,
  DeleteDashboardsCommand,
  GetDashboardCommand,
  PutDashboardCommand,
} from '@aws-sdk/client-cloudwatch';
import { failureOf, isNotFound } from '../aws/errors.ts';
import type { Failure } from '../aws/failure.ts';
import { type Body, readBody } from './body.ts';

/** Given to dashboards when they are created; CloudWatch ignores tags on an update. */
const TAGS = [{ Key: 'CreatedBy', Value: 'PersonalizeMonitor' }];

export type Found =
  | { readonly kind: 'found'; readonly body: Body }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly failure: Failure };

export type Written =
  /** `messages` are CloudWatch's remarks on a dashboard that it nevertheless took. */
  | { readonly kind: 'done'; readonly messages: readonly string[] }
  | { readonly kind: 'failed'; readonly failure: Failure };

export async function getDashboard(client: CloudWatchClient, name: string): Promise<Found> {
  const context = { what: 'read dashboard', resource: name, operation: 'cloudwatch:GetDashboard' };
  try {
    const { DashboardBody = '' } = await client.send(new GetDashboardCommand({ DashboardName: name }));
    const body = readBody(DashboardBody);
    if (body) return { kind: 'found', body };
    return {
      kind: 'unreadable',
      failure: {
        ...context,
        cause: 'Its body is not the JSON of a dashboard, so it was left as it is.',
        remedy: 'Mend or delete the dashboard, or choose another dashboard-name.',
      },
    };
  } catch (error) {
    if (isNotFound(error)) return { kind: 'absent' };
    return { kind: 'unreadable', failure: failureOf(error, context) };
  }
}

export async function putDashboard(
  client: CloudWatchClient,
  name: string,
  body: string,
  kind: 'create' | 'update',
): Promise<Written> {
  const tags = kind === 'create' ? { Tags: TAGS } : {};
  try {
    const answer = await client.send(
      new PutDashboardCommand({ DashboardName: name, DashboardBody: body, ...tags }),
    );
    return { kind: 'done', messages: messagesOf(answer.DashboardValidationMessages) };
  } catch (error) {
    const failure = failureOf(error, {
      what: `${kind} dashboard`,
      resource: name,
      operation: 'cloudwatch:PutDashboard',
    });
    const messages = messagesOf(
      (error as { dashboardValidationMessages?: Remarks }).dashboardValidationMessages,
    );
    return { kind: 'failed', failure: { ...failure, cause: [failure.cause, ...messages].join(' ') } };
  }
}

/** Deletes all of them, or none: CloudWatch refuses the whole call when one cannot be deleted. */
export async function deleteDashboards(client: CloudWatchClient, names: readonly string[]): Promise<Written> {
  try {
    await client.send(new DeleteDashboardsCommand({ DashboardNames: [...names] }));
    return { kind: 'done', messages: [] };
  } catch (error) {
    const failure = failureOf(error, {
      what: 'delete dashboards',
      resource: names.join(', '),
      operation: 'cloudwatch:DeleteDashboards',
    });
    return { kind: 'failed', failure };
  }
}

type Remarks =
  | readonly { readonly DataPath?: string | undefined; readonly Message?: string | undefined }[]
  | undefined;

function messagesOf(remarks: Remarks): string[] {
  return (remarks ?? []).map(({ DataPath, Message }) => [DataPath, Message].filter(Boolean).join(': '));
}

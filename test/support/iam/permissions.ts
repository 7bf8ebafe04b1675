/** Where the name of an operation is not the name of the permission to call it. */
const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
  // AWS grants it to everyone who is signed in.
  'sts:GetCallerIdentity': [],
  // Both give tags to what they create, and that needs a permission of its own.
  'cloudwatch:PutMetricAlarm': ['cloudwatch:PutMetricAlarm', 'cloudwatch:TagResource'],
  'cloudwatch:PutDashboard': ['cloudwatch:PutDashboard', 'cloudwatch:TagResource'],
  'personalize:CreateCampaign': ['personalize:CreateCampaign', 'personalize:TagResource'],
};

/** Where the name of a service, as its SDK client has it, is not the prefix of its actions. */
const PREFIXES: Readonly<Record<string, string>> = { eventbridge: 'events' };

/** The permissions that a call needs; `service:Operation`, the service as its SDK client is named. */
export function permissionsFor(operation: string): readonly string[] {
  const [service = '', name = ''] = operation.split(':');
  const action = `${PREFIXES[service] ?? service}:${name}`;
  return EXCEPTIONS[action] ?? [action];
}

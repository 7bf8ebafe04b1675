/** Console addresses are not documented by AWS: these are the forms that its consoles use today. */

const CONSOLE_HOSTS: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

function home(partition: string, region: string, service: string): string {
  const host = CONSOLE_HOSTS[partition] ?? CONSOLE_HOSTS['aws'];
  return `https://${region}.${host}/${service}/home?region=${region}`;
}

/** The page of a dashboard, in the console of the given Region; the dashboard is the same in all of them. */
export function dashboardUrl(partition: string, region: string, name: string): string {
  return `${home(partition, region, 'cloudwatch')}#dashboards/dashboard/${name}`;
}

export function datasetGroupUrl(partition: string, region: string, account: string, name: string): string {
  return `${home(partition, region, 'personalize')}#arn:${partition}:personalize:${region}:${account}:dataset-group$${name}/setup`;
}

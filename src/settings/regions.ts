/**
 * Regions in which AWS offers Amazon Personalize (AWS General Reference, "Amazon Personalize endpoints and
 * quotas"). The SDK builds a host name for any text, so that a typing error would only show as a DNS error in
 * the middle of the run. A Region that is newer than this list can be monitored by giving ARNs.
 */
export const PERSONALIZE_REGIONS: readonly string[] = [
  'us-east-1',
  'us-east-2',
  'us-west-2',
  'ca-central-1',
  'eu-west-1',
  'eu-central-1',
  'ap-south-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'cn-north-1',
];

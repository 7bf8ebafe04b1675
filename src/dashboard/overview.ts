import { NAMESPACE, RESOURCE_COUNT } from '../metrics/metrics.ts';
import { GRID_WIDTH, MAX_ALARMS_PER_WIDGET } from './limits.ts';
import { chunks } from './sections.ts';
import { ALARM_PREFIX, alarmTitle, signature } from './signature.ts';
import { alarms, type Box, ID_PREFIX, number, type Section, text } from './widget.ts';

const OVERVIEW_HEIGHT = 5;
const COUNT_WIDTH = 6;
const SMALL_COUNT = { width: 4, height: 3 } as const;
/** Rows of the grid for the title of an alarm widget, and alarms that fit in one row of it. */
const ALARM_TITLE_ROWS = 2;
const ALARMS_PER_ROW = 6;

export const COUNT_ID = `${ID_PREFIX}count`;

export interface Link {
  readonly name: string;
  readonly url: string;
}

/** The top of the first page: how many resources are monitored in each Region, and the notes. */
export function overview(regions: readonly string[], notes: (width: number) => Box): Section[] {
  const [only] = regions;
  if (regions.length === 1 && only) {
    return [[count(only, COUNT_WIDTH, OVERVIEW_HEIGHT), notes(GRID_WIDTH - COUNT_WIDTH)]];
  }
  const { width, height } = SMALL_COUNT;
  return [[notes(GRID_WIDTH)], regions.map((region) => count(region, width, height))];
}

function count(region: string, width: number, height: number): Box {
  const label = 'campaigns and recommenders';
  return number(
    {
      title: `Monitored in ${region}`,
      region,
      stat: 'Maximum',
      metrics: [[NAMESPACE, RESOURCE_COUNT, { id: COUNT_ID, label }]],
    },
    width,
    height,
  );
}

/** `siblings` are the other pages; a link's text is its dashboard's name, which `linkedPages` reads back. */
export function notes(workflowPage: string | undefined, siblings: readonly Link[], width: number): Box {
  const maker = workflowPage ? `[this workflow](${workflowPage})` : 'personalize-monitor';
  const lines = [
    '# Amazon Personalize: traffic and provisioned capacity',
    'A campaign or recommender is billed for its traffic or its floor, whichever is higher, around the clock. Utilization under 100 % is capacity that is paid for and not used.',
    '',
    `Kept up to date by ${maker}. Widgets that you add stay, below these; changes to these are undone.`,
  ];
  if (siblings.length) {
    lines.push('', `More: ${siblings.map(({ name, url }) => `[${name}](${url})`).join(' · ')}`);
  }
  lines.push('', signature({ kind: 'everywhere' }));
  return text(lines.join('\n'), width, OVERVIEW_HEIGHT);
}

/** The alarms of a Region at a glance, in as many widgets as it takes; none when it has no alarms. */
export function alarmSections(
  region: string,
  names: readonly string[],
  { partition, account }: { readonly partition: string; readonly account: string },
): Section[] {
  const own = [...new Set(names)].filter((name) => name.startsWith(ALARM_PREFIX)).sort();
  const parts = chunks(own, MAX_ALARMS_PER_WIDGET);
  return parts.map((part, index) => [
    alarms(
      alarmTitle(region, index + 1, parts.length),
      part.map((name) => `arn:${partition}:cloudwatch:${region}:${account}:alarm:${name}`),
      GRID_WIDTH,
      ALARM_TITLE_ROWS + Math.ceil(part.length / ALARMS_PER_ROW),
    ),
  ]);
}

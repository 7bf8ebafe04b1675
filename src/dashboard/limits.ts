/**
 * What CloudWatch allows (Service quotas and "Dashboard Body Structure and Syntax" in the CloudWatch guide and API
 * reference), and under it what this action allows itself.
 */

export const MAX_WIDGETS_PER_DASHBOARD = 500;
/** Hidden inputs of metric math count too. */
export const MAX_METRICS_PER_WIDGET = 500;
/** Hidden inputs of metric math count too. */
export const MAX_METRICS_PER_DASHBOARD = 2_500;
export const MAX_ALARMS_PER_WIDGET = 100;
export const MAX_WIDGET_HEIGHT = 1_000;
export const MAX_NAME_LENGTH = 255;
/** Columns of the grid that widgets are placed on. */
export const GRID_WIDTH = 24;
/** `DeleteDashboards` documents no number; 100 is what the sibling `DeleteAlarms` allows. */
export const MAX_DELETIONS_PER_CALL = 100;

/** What one page may cost. The rest of the limits above is room for widgets that people add. */
export const PAGE_BUDGET = {
  widgets: 450,
  metrics: 2_250,
  /** Characters of JSON. AWS documents no limit for a body; this one is ours. */
  size: 400_000,
} as const;

/**
 * As many resources as one graph shows legibly. It is also what the default quotas of Personalize let a dataset
 * group have: 5 campaigns and 5 recommenders.
 */
export const RESOURCES_PER_GRAPH = 10;

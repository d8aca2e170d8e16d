import { defineText, useText } from './define-text';

const words = defineText(
  'job-kinds',
  {
    import_sales: 'Store an import',
    undo_import: 'Undo an import',
    train: 'Train models',
    forecast: 'Forecast',
    forecast_series: 'Forecast of some products',
    track_actuals: 'Compare with sales',
    monitor: 'Watch for drift',
    export_views: 'Export for reports',
    propose_orders: 'Propose orders',
    find_drivers: 'Find drivers',
    publish_predictions: 'Publish predictions',
  },
  {
    import_sales: 'Import speichern',
    undo_import: 'Import zurücknehmen',
    train: 'Modelle trainieren',
    forecast: 'Vorhersagen',
    forecast_series: 'Einzelne Produkte vorhersagen',
    track_actuals: 'Mit Verkäufen vergleichen',
    monitor: 'Auf Drift achten',
    export_views: 'Export für Berichte',
    propose_orders: 'Bestellungen vorschlagen',
    find_drivers: 'Treiber suchen',
    publish_predictions: 'Vorhersagen veröffentlichen',
  },
);

/** The kinds of jobs that the service brings; installed packages may add others. */
export const JOB_KINDS = Object.keys(words.en) as (keyof typeof words.en)[];

/** Kinds that are about one file or some series: they don't run by themselves. */
const ABOUT_ONE: readonly string[] = [
  'import_sales',
  'undo_import',
  'forecast_series',
  'find_drivers',
  'publish_predictions',
];

/** The kinds that a schedule may have. */
export const SCHEDULED_KINDS = JOB_KINDS.filter((kind) => !ABOUT_ONE.includes(kind));

/** What finds the name of a kind of job; one that isn't known is shown as it is. */
export function useJobKind(): (kind: string) => string {
  const text = useText(words);
  return (kind) => {
    const known = JOB_KINDS.find((name) => name === kind);
    return known ? text(known) : kind.replaceAll('_', ' ');
  };
}

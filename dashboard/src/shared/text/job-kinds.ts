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
    find_drivers: 'Treiber suchen',
    publish_predictions: 'Vorhersagen veröffentlichen',
  },
);

/** The kinds of jobs that the service brings; installed packages may add others. */
export const JOB_KINDS = Object.keys(words.en) as (keyof typeof words.en)[];

/** What finds the name of a kind of job; one that isn't known is shown as it is. */
export function useJobKind(): (kind: string) => string {
  const text = useText(words);
  return (kind) => {
    const known = JOB_KINDS.find((name) => name === kind);
    return known ? text(known) : kind.replaceAll('_', ' ');
  };
}

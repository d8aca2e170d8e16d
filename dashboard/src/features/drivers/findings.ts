import type { AnalysisDetails, TableOptionsGiven } from '@/shared/api/generated';
import { namedAnswers } from '@/shared/questions/answers';

/** A model on rows that it hadn't seen. */
export interface ModelScore {
  model: string;
  label: string;
  r2: number | null;
  r2_low: number | null;
  r2_high: number | null;
  mae: number | null;
  rmse: number | null;
  mape: number | null;
  bias: number | null;
  over: number | null;
  under: number | null;
  within: (number | null)[];
}

/** What the model says along a column, with its 95 % range. */
export interface Curve {
  labels: string[];
  values: number[];
  middle: number[];
  low: number[];
  high: number[];
}

/** What a column does. */
export interface Effect {
  column: string;
  is_real: boolean;
  share: number;
  worth: number;
  worth_low: number;
  worth_high: number;
  size: number;
  size_low: number;
  size_high: number;
  start: string;
  end: string;
  curve: Curve;
}

/** Five numbers of a class, its mean, and what lies beyond. */
export interface Box {
  label: string;
  count: number;
  low: number;
  q1: number;
  median: number;
  q3: number;
  high: number;
  mean: number;
  outliers: number;
}

export interface Distribution {
  edges: number[];
  counts: number[];
  density_x: number[];
  density_y: number[];
  mean: number;
  median: number;
}

/** A row that models hadn't seen: what was said of it, and what it came to. */
export interface HeldOutRow {
  row: number;
  unit?: string | null;
  actual: number;
  predicted: number;
  low: number;
  high: number;
  error: number;
}

/** What may be said of a row in a what-if. */
export interface Input {
  column: string;
  kind: 'number' | 'class';
  low: number | null;
  high: number | null;
  usual: string;
  classes: string[];
}

/** Everything that was found. */
export interface Findings {
  target: string;
  unit: string | null;
  noun: string;
  finding: 'nothing' | 'unsure' | 'little' | 'something';
  model: string;
  r2_with_choice: number | null;
  rows: { read: number; judged: number; rejected: number };
  models: ModelScore[];
  effects: Effect[];
  findings: string[];
  left_out: { column: string; kind: string; reason: string }[];
  inputs: Input[];
  portrait: { distribution: Distribution | null; boxes: { column: string; boxes: Box[] }[]; looks: number };
  best_rows: HeldOutRow[];
  worst_rows: HeldOutRow[];
}

/** What an analysis found; null until it has. */
export function findingsOf(analysis: AnalysisDetails): Findings | null {
  return (analysis.result ?? null) as Findings | null;
}

/** What the table's owner said about it so far, to be said again with what is new. */
export function optionsOf(analysis: AnalysisDetails): TableOptionsGiven {
  return namedAnswers(analysis.options as TableOptionsGiven, analysis.preview);
}

/** The best model that learns from columns: it may be no better than the average. */
export function bestModel(found: Findings): ModelScore | undefined {
  return found.models
    .filter((one) => one.model !== 'mean')
    .reduce<ModelScore | undefined>(
      (best, one) => ((one.r2 ?? -9) > (best?.r2 ?? -9) ? one : best),
      undefined,
    );
}

import type { ExplainedForecast, ReasonPart } from '@/shared/api/generated';

/** What a reason adds to a usual day, or takes from it. */
export interface Contribution {
  /** Null: all that isn't named. */
  reason: ReasonPart | null;
  units: number;
}

const LEAST_SHARE = 0.005;

/**
 * Splits what is expected beyond the usual among its reasons, in units.
 *
 * Reasons are factors; each gets the part of the whole change that its logarithm is of theirs, so that the
 * parts add up to the change exactly. What the named ones leave over is the rest.
 */
export function shareOut({ usual, ahead, parts }: ExplainedForecast): Contribution[] {
  if (parts === null || usual === null || usual <= 0 || ahead <= 0) return [];
  const whole = Math.log(ahead / usual);
  const change = ahead - usual;
  // Near no change at all, the average of the two is the limit of change / log.
  const unit = Math.abs(whole) < 1e-6 ? (usual + ahead) / 2 : change / whole;
  const named: Contribution[] = parts.map((reason) => ({
    reason,
    units: Math.log(Math.max(1 + reason.effect, 0.01)) * unit,
  }));
  const rest = change - named.reduce((sum, part) => sum + part.units, 0);
  if (Math.abs(rest) > LEAST_SHARE * usual) named.push({ reason: null, units: rest });
  return named;
}

// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../api/generated';
import { useAlertText } from './alert-words';
import { i18next } from './i18n';
import './problem-words-de';

const late: Alert = {
  id: 1,
  kind: 'stale_forecast',
  subject: 'daily.all',
  message: 'As told.',
  reason: null,
  arguments: {},
  value: 1.2,
  threshold: 0,
  created_at: '2026-11-01T00:00:00Z',
  resolved_at: null,
};

describe('alerts', () => {
  it('count an hour as one, and several as more', () => {
    const { result } = renderHook(() => useAlertText());
    expect(result.current(late)).toContain('due 1 hour ago');
    expect(result.current({ ...late, value: 2.7 })).toContain('due 3 hours ago');
  });

  it('say by how much sales are off, and of what', async () => {
    const { result, rerender } = renderHook(() => useAlertText());
    const level: Alert = {
      ...late,
      kind: 'input_level',
      value: -4.2,
      arguments: { by: 'store', name: 'S1', change: -0.31, last: '2026-05-31' },
    };
    expect(result.current(level)).toBe(
      'Sales of store S1 were 31% below the year before in the four weeks to 31 May 2026.',
    );
    const mix: Alert = {
      ...late,
      kind: 'input_mix',
      arguments: { by: 'category', name: 'Food', before: 0.33, now: 0.1, last: '2026-05-31' },
    };
    expect(result.current(mix)).toContain('between categories');
    expect(result.current(mix)).toContain('Food went from 33% to 10%');
    await act(() => i18next.changeLanguage('de'));
    rerender();
    expect(result.current(level)).toMatch(
      /^Die Verkäufe der Filiale S1 lagen .* 31\s%\sunter dem Jahr davor\.$/u,
    );
    await act(() => i18next.changeLanguage('en'));
  });

  it('say why a loop can’t go on', () => {
    const { result } = renderHook(() => useAlertText());
    const failing: Alert = {
      ...late,
      kind: 'live_loop_failing',
      subject: 'kafka_sales_1',
      value: 75,
      reason: 'sales_not_stored',
      arguments: { name: 'sales' },
    };
    expect(result.current(failing)).toBe(
      'The loop “kafka_sales_1” can’t go on, for 75 seconds: Sales from “sales” can’t be stored now.',
    );
    expect(result.current({ ...failing, reason: null })).toBe('As told.');
  });

  it('keep the words of the service for a kind that has no others, and for alerts of an older one', () => {
    const { result } = renderHook(() => useAlertText());
    expect(result.current({ ...late, kind: 'of_tomorrow' })).toBe('As told.');
    expect(result.current({ ...late, kind: 'input_mix', arguments: null })).toBe('As told.');
  });
});

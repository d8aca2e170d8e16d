import { renderHook } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../api/generated';
import { useAlertText } from './alert-words';

const late: Alert = {
  id: 1,
  kind: 'stale_forecast',
  subject: 'daily.all',
  message: 'As told.',
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

  it('keep the words of the service for a kind that has no others', () => {
    const { result } = renderHook(() => useAlertText());
    expect(result.current({ ...late, kind: 'input_mix' })).toBe('As told.');
  });
});

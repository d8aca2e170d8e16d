// @vitest-environment jsdom
import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { Failed } from './states';

const REFUSED = {
  title: 'No',
  type: 'about:blank',
  detail: 'Refused.',
  fix: 'Ask.',
  code: 'x',
  reason: null,
};

function show(status: number, where: string) {
  const errors = [{ where, problem: 'Too late.', fix: 'Correct it; /api/docs shows an example.' }];
  render(<Failed error={{ ...REFUSED, status, errors }} retry={() => undefined} />);
  return screen.getByRole('alert').textContent ?? '';
}

describe('Failed', () => {
  it.each([
    ['body', 'Too late.'],
    ['body.lines.0.quantity', 'lines.0.quantity: Too late.'],
    ['bodywork', 'bodywork: Too late.'],
  ])('names %s as a person would', (where, told) => {
    const text = show(422, where);
    expect(text).toContain(told);
    expect(text).not.toContain('body:');
    expect(text).not.toContain('/api/docs');
  });

  it.each([
    [403, 0],
    [503, 1],
  ])('offers to ask again after %s, unless no other answer can come', (status, buttons) => {
    show(status, 'body');
    expect(screen.queryAllByRole('button')).toHaveLength(buttons);
  });
});

// @vitest-environment jsdom
import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { Toaster, tell, tellProblem } from './toaster';

it('the first notice is shown too, though what shows it is still loading', async () => {
  render(<Toaster />);
  tell('It is kept.');
  expect(await screen.findByText('It is kept.', {}, { timeout: 8_000 })).toBeTruthy();
});

it('a problem with what was sent says which part it is', async () => {
  render(<Toaster />);
  const errors = [{ where: 'body.user_id', problem: 'As told.', fix: '', reason: 'missing', arguments: {} }];
  tellProblem({
    status: 422,
    code: 'invalid',
    detail: 'As told.',
    fix: 'Do so.',
    reason: 'wrong_fields',
    errors,
  });
  expect(await screen.findByText(/body\.user_id: It is missing\./, {}, { timeout: 8_000 })).toBeTruthy();
});

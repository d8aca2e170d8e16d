import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { Toaster, tell } from './toaster';

it('the first notice is shown too, though what shows it is still loading', async () => {
  render(<Toaster />);
  tell('It is kept.');
  expect(await screen.findByText('It is kept.', {}, { timeout: 8_000 })).toBeTruthy();
});

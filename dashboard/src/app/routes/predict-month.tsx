import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from './signed-in';

export const predictMonthRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/predict-month',
  component: lazyRouteComponent(
    () => import('@/features/predict-month/predict-month-screen'),
    'PredictMonthScreen',
  ),
});

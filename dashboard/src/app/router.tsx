import type { QueryClient } from '@tanstack/react-query';
import { createRouter } from '@tanstack/react-router';
import { Failed, Loading } from '@/shared/ui/states';
import { accountRoute } from './routes/account';
import { accuracyRoute } from './routes/accuracy';
import { adminRoute } from './routes/admin';
import { calendarRoute } from './routes/calendar';
import { driversRoute } from './routes/drivers';
import { importRoute } from './routes/import';
import { jobsRoute } from './routes/jobs';
import { liveRoute } from './routes/live';
import { modelsRoute } from './routes/models';
import { newPasswordRoute } from './routes/new-password';
import { ordersRoute } from './routes/orders';
import { predictMonthRoute } from './routes/predict-month';
import { productRoute } from './routes/product';
import { productsRoute } from './routes/products';
import { rootRoute } from './routes/root';
import { saleLinesRoute } from './routes/sale-lines';
import { salesRoute } from './routes/sales';
import { signInRoute } from './routes/sign-in';
import { signedInRoute } from './routes/signed-in';
import { suppliersRoute } from './routes/suppliers';
import { todayRoute } from './routes/today';
import { topicsRoute } from './routes/topics';

const tree = rootRoute.addChildren([
  signInRoute,
  newPasswordRoute,
  signedInRoute.addChildren([
    todayRoute,
    productsRoute,
    productRoute,
    ordersRoute,
    suppliersRoute,
    accuracyRoute,
    liveRoute,
    topicsRoute,
    importRoute,
    salesRoute,
    saleLinesRoute,
    calendarRoute,
    modelsRoute,
    predictMonthRoute,
    driversRoute,
    jobsRoute,
    adminRoute,
    accountRoute,
  ]),
]);

/** All screens by their addresses. */
export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queryClient },
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultPendingComponent: () => <Loading className="m-6 h-96" />,
    defaultErrorComponent: ({ error, reset }) => (
      <div className="p-6">
        <Failed error={error} retry={reset} />
      </div>
    ),
  });
}

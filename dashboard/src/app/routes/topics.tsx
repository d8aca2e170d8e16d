import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from './signed-in';

interface TopicsSearch {
  source?: 'log' | 'kafka';
  topic?: string;
}

export const topicsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/topics',
  validateSearch: (search): TopicsSearch => ({
    source: search.source === 'log' || search.source === 'kafka' ? search.source : undefined,
    topic: typeof search.topic === 'string' ? search.topic : undefined,
  }),
  component: lazyRouteComponent(() => import('@/features/topics/topics-screen'), 'TopicsScreen'),
});
